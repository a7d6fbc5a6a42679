"""The line of a browser tried before a call: alone with the media worker, which sends back what it gets.

Nobody sees or hears anybody there. The room has a name of its own for each who tries: it is never that of a
visit.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from people.attempts import Limit
from rowsecurity.errors import Invalid, Refused, TooMany
from video import rooms
from video.relay import ice_servers
from video.rooms import Kind
from video.rules import Seen, judge

# A page that is opened anew tries again; a program that only tries is stopped.
TRIES = Limit("test of the line", most=60, within=timedelta(hours=1))
LASTS = timedelta(minutes=3)


def relays(place: UUID, who: UUID) -> str:
    """The relays for whoever tries the line, for a network that lets no UDP out."""
    room = _room_of(place, who, Kind.LINE)
    now, urls, secret = timezone.now().timestamp(), settings.TURN_URLS, settings.TURN_SECRET
    return orjson.dumps(ice_servers(secret=secret, urls=urls, room=room, seat=room, now=now)).decode()


def answer(request: HttpRequest, place: UUID, who: UUID) -> tuple[HttpResponse, str]:
    """Answer an offer, or judge what was seen; with how the line is, once that is known. Outside any scope.

    `place` is a visit, or for somebody's own page themselves.
    """
    try:
        told = told_of(request)
        kind = Kind.ECHO if told.get("kind") == Kind.ECHO else Kind.LINE
        room = _room_of(place, who, kind)
        if "seen" in told:
            line = _judged(told["seen"], room)
            return JsonResponse({"line": line}), line
        return JsonResponse(_joined(told.get("offer"), room, kind)), ""
    except Refused as refused:
        return JsonResponse({"sentence": refused.sentence}, status=refused.status), ""


def _room_of(place: UUID, who: UUID, kind: Kind) -> UUID:
    return uuid5(place, f"{kind} of {who}")


def _joined(offer: Any, room: UUID, kind: Kind) -> dict[str, Any]:
    offer = rooms.checked_offer(offer)
    if not TRIES.count(room):
        raise TooMany(_("You have tested the line many times. Try again in an hour."))
    joined = rooms.join(room=room, seat=room, offer=offer, until=timezone.now() + LASTS, kind=kind)
    return {"answer": joined.answer, "slots": joined.slots, "worker": joined.worker, "fresh": joined.is_fresh}


def _judged(seen: Any, room: UUID) -> str:
    """What the browser saw and what the worker did; of each the worse counts."""
    if not isinstance(seen, dict):
        raise Invalid(rooms.not_understood())
    worker = rooms.measured(room=room, seat=room)
    return judge(
        Seen(
            is_connected=seen.get("connected") is True,
            loss=max(_number(seen, "loss"), (worker and worker.loss) or 0),
            delay_ms=max(_number(seen, "delay"), (worker and worker.rtt_ms) or 0),
            jitter_ms=max(_number(seen, "jitter"), (worker and worker.jitter_ms) or 0),
            bits=_number(seen, "bits"),
        )
    )


def _number(told: dict[str, Any], name: str) -> float:
    value = told.get(name)
    return float(value) if isinstance(value, int | float) and 0 <= value < 1e12 else 0.0


def told_of(request: HttpRequest) -> dict[str, Any]:
    """What the script of a page says, as JSON."""
    if len(request.body) > rooms.LARGEST_OFFER:
        raise Invalid(rooms.not_understood())
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Invalid(rooms.not_understood())
    return told
