"""How a visit stands for one who looks at it: which part of the page is theirs, and what it says."""

from __future__ import annotations

from typing import Any

import orjson
from django.conf import settings
from django.utils import timezone

from video import queries, rules
from video.models import Seat, VideoVisit
from video.relay import ice_servers


def phase_of(visit: VideoVisit, seat: Seat | None) -> str:
    """The part of the page that is shown: early, lobby, waiting, in, held, removed, left or over."""
    if seat and seat.removed_at:
        return "removed"
    if visit.is_over or visit.window.has_closed(timezone.now()):
        return "over"
    if not visit.window.has_opened(timezone.now()):
        return "early"
    if seat is None:
        return "lobby"
    if seat.left_at:
        return "left"
    if seat.held_at:
        return "held"
    return "in" if seat.admitted_at else "waiting"


def standing(visit: VideoVisit, seat: Seat | None, *, is_team: bool) -> dict[str, Any]:
    """What the state of the page needs. Who is there is told to who is in, and to the team."""
    phase = phase_of(visit, seat)
    seats = queries.seats_of(visit) if is_team or phase == "in" else []
    inside = [each for each in seats if each.is_in]
    has_team = any(each.kind == Seat.Kind.TEAM for each in inside)
    if phase == "in" and seat and visit.is_sealed:
        for each in inside:
            # What somebody left for this page alone.
            each.box = each.boxes.get(str(seat.id), "")  # type: ignore[attr-defined]
    outside = [each for each in seats if not each.is_in] if is_team else []
    return {
        "visit": visit,
        "seat": seat,
        "phase": phase,
        "inside": inside,
        "outside": outside,
        "is_full": len(inside) >= rules.places(has_team=has_team),
        "before": queries.before(visit) if phase == "waiting" else 0,
        "is_late": visit.started_at is None and timezone.now() > visit.expected_at,
        "relays": _relays(visit, seat) if phase == "in" and seat else "[]",
        "lines": queries.lines_of(visit) if phase == "in" else [],
        "captions": [each for each in inside if _is_captioning(each)] if phase == "in" else [],
        "is_team": is_team,
        "organisation": visit.organisation,
    }


def _is_captioning(seat: Seat) -> bool:
    """What was typed a while ago is read by now."""
    at = seat.captioned_at
    return seat.caption_sealed is not None and at is not None and at > timezone.now() - rules.CAPTION_STAYS


def _relays(visit: VideoVisit, seat: Seat) -> str:
    """The relays for a network that lets no UDP out, for ten minutes; only told to who is in."""
    now = timezone.now().timestamp()
    urls, secret = settings.TURN_URLS, settings.TURN_SECRET
    return orjson.dumps(ice_servers(secret=secret, urls=urls, room=visit.id, seat=seat.id, now=now)).decode()
