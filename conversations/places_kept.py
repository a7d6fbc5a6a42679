"""Which organisation and department a conversation belongs to, kept in the process.

The organisation never changes. The department may; the SQL function that sends answers "moved" when what is
kept here is old, so nothing is promised in the name of the wrong department.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from rowsecurity import pool
from rowsecurity.errors import NotFound
from rowsecurity.scopes import Scope
from tenants.sealing import make_ready
from tenants.timetable import Desk, desk_from_json, keep_desk, kept_desk

MOST_KEPT = 100_000


@dataclass(frozen=True, slots=True)
class Where:
    """The organisation that seals, and the desk that promises."""

    organisation_id: UUID
    desk: Desk


_kept: dict[UUID, tuple[UUID, UUID]] = {}


async def where(*, sender: Scope, conversation_id: UUID, again: bool = False) -> Where:
    """Find the place of a conversation; raises `NotFound` for a stranger on the first look."""
    known = None if again else _kept.get(conversation_id)
    desk = kept_desk(known[1]) if known else None
    found = Where(known[0], desk) if known and desk else await _read(sender, conversation_id)
    await make_ready(found.organisation_id)
    return found


async def _read(sender: Scope, conversation_id: UUID) -> Where:
    rows = await pool.call(
        "SELECT * FROM conversation_place_as(%s, %s, %s, %s)", [*sender.parameters, conversation_id]
    )
    if not rows:
        raise NotFound(_("This conversation does not exist, or you cannot write in it."))
    organisation_id, department_id, desk = rows[0]
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[conversation_id] = (organisation_id, department_id)
    return Where(organisation_id, keep_desk(desk_from_json(desk)))
