"""Sealing from end to end: whether one visit is, and what browsers leave for each other to agree on keys.

Our server carries public keys and closed boxes. A server that lies can exchange keys, and that is what the
numbers are for that people read to each other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from audit.actions import Looker
from rowsecurity.errors import Invalid, Refused
from tenants.models import Membership
from tenants.roles import Act, require
from video import queries, rooms
from video.actions.planning import refuse_begun
from video.actions.records import log, tell
from video.models import Seat, VideoVisit

KEY = re.compile(r"[A-Za-z0-9_-]{87}")
BOX = re.compile(r"[A-Za-z0-9_-]{40,200}")


def change(*, member: Membership, looker: Looker, visit: VideoVisit, is_sealed: bool) -> None:
    """This one is, or is not; only before it begins. `visit` is locked."""
    require(member, Act.WRITE_CONVERSATIONS)
    refuse_begun(visit)
    if visit.is_sealed != is_sealed:
        visit.is_sealed = is_sealed
        visit.save(update_fields=["is_sealed"])
        log(looker=looker, visit=visit, event="video.sealing_changed")
        tell(visit)


def leave_keys(*, visit: VideoVisit, seat: Seat, key: Any, boxes: Any) -> None:
    """What the page of who is in leaves for the others: its public key, and its boxes."""
    if not visit.is_sealed:
        raise Refused(rooms.not_understood())
    if not isinstance(key, str) or not (key == Seat.CANNOT or KEY.fullmatch(key)):
        raise Invalid(rooms.not_understood())
    known = {str(each) for each in queries.inside(visit)}
    if not isinstance(boxes, Mapping) or not all(map(_is_box, boxes.values())):
        raise Invalid(rooms.not_understood())
    # Somebody may have gone while the boxes were on their way.
    kept = {name: box for name, box in boxes.items() if name in known}
    Seat.objects.filter(id=seat.id).update(public_key=key, boxes=kept)
    tell(visit)


def _is_box(value: Any) -> bool:
    return isinstance(value, str) and bool(BOX.fullmatch(value))
