"""Reading a conversation from a number on, as one reader, on the asynchronous path.

Every read opens the reader's own scope and so checks again whether this reader may: who is removed from a
conversation reads nothing from the next entry on. Heads of all that a process follows are one query.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from conversations.live import LiveHead, LiveMessage, live_message
from conversations.reading_together import MOST_ENTRIES, read
from rowsecurity import pool
from rowsecurity.scopes import Scope
from rowsecurity.together import together
from tenants.sealing import make_ready

READ = "SELECT * FROM conversation_read_as(%s, %s, %s, %s, %s::int, %s::int, %s)"
_OF_HEAD = 10
# Between two reads of those who follow live, in seconds: too short to see, long enough for a crowd to share.
PAUSE = 0.04

_organisations: dict[str, UUID] = {}
# Set by the app that lets other organisations in: conversation and last number, or None when not (any more).
GuestLook = Callable[[Scope, UUID], Awaitable[tuple[UUID, int] | None]]
_guest_look: list[GuestLook] = []


def register_guest_look(look: GuestLook) -> None:
    """How a socket asks whether a member of another organisation may still follow; called at start."""
    _guest_look[:] = [look]


async def look_as_guest(*, reader: Scope, guest_by: UUID, conversation_id: UUID) -> int | None:
    """The last number of a conversation that the reader's organisation takes part in, through `guest_by`."""
    found = await _guest_look[0](reader, guest_by) if _guest_look else None
    return found[1] if found and found[0] == conversation_id else None


@dataclass(frozen=True, slots=True)
class Page:
    """What stands after a number: the head, and at most `MOST_ENTRIES` entries in order."""

    head: LiveHead
    messages: list[LiveMessage]

    @property
    def is_last(self) -> bool:
        return not self.messages or self.messages[-1].number >= self.head.last_number


def patient_side(person_id: UUID) -> Scope:
    """The scope of a patient or relative, for one call."""
    return Scope("bd_participant", None, person_id)


def team_side(organisation_id: UUID, person_id: UUID) -> Scope:
    """The scope of a member at work, for one call."""
    return Scope("bd_staff", organisation_id, person_id)


async def read_after(
    *, reader: Scope, conversation_id: UUID, after: int, source: str | None = None
) -> Page | None:
    """Entries after a number; None when this reader may not read here. `source` writes the access log."""
    if source is None:
        rows = await together(read, reader.role, pause=PAUSE).ask((reader, conversation_id, after))
    else:
        parameters = [*reader.parameters, conversation_id, after, MOST_ENTRIES, source]
        rows = await pool.call(READ, parameters, role=reader.role)
    if not rows:
        return None
    head = LiveHead(*rows[0][:_OF_HEAD])
    if rows[0][_OF_HEAD] is None:
        return Page(head, [])
    await make_ready(head.organisation_id, (row[_OF_HEAD + 7] for row in rows))
    return Page(head, [live_message(head, conversation_id, row[_OF_HEAD:]) for row in rows])


async def heads(conversation_ids: Collection[UUID]) -> dict[UUID, int]:
    """The last number of each conversation; ids and numbers only, whoever may read them."""
    rows = await pool.call("SELECT id, last_number FROM conversation_heads(%s)", [list(conversation_ids)])
    return {row[0]: row[1] for row in rows}


async def departments_followed(reader: Scope) -> set[UUID]:
    """The departments whose queue this member may follow."""
    rows = await pool.call("SELECT departments_followed_as(%s, %s)", reader.parameters[1:])
    return {row[0] for row in rows}


async def patients_followed(reader: Scope) -> set[UUID]:
    """The registrations this patient or relative reaches now."""
    rows = await pool.call("SELECT patients_followed_as(%s)", reader.parameters[2:])
    return {row[0] for row in rows}


async def organisation_named(slug: str) -> UUID | None:
    """The id of an organisation by the name in its address; both are public and do not change."""
    if slug not in _organisations:
        rows = await pool.call("SELECT organisation_named(%s)", [slug])
        if not rows or rows[0][0] is None:
            return None
        _organisations[slug] = rows[0][0]
    return _organisations[slug]
