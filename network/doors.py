"""Calls the doors for a department that takes part, in its own scope; see `migrations/0003_doors.sql`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from conversations import places
from conversations.models import Message
from rowsecurity import pool
from rowsecurity.scopes import Scope
from tenants import envelope

PAGE = 50


@dataclass(frozen=True, slots=True)
class Desk:
    """A department of another organisation that may be invited."""

    organisation_id: UUID
    organisation_name: str
    id: UUID
    name: str
    specialism: str


@dataclass(frozen=True, slots=True)
class Shared:
    """A conversation of another organisation that the member's department takes part in."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    department_name: str
    conversation_id: UUID
    patient_name: str
    birth_date: date
    subject: str
    last_number: int
    last_message_at: datetime | None
    waiting_since: datetime | None
    closed_at: datetime | None
    may_write: bool
    from_number: int
    started_at: datetime
    asked_at: datetime | None
    seen_number: int
    own_department: str

    @property
    def unread(self) -> int:
        return max(0, self.last_number - max(self.seen_number, self.from_number - 1))


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many conversations ask a member's departments something, hold something new, and there are."""

    asked: int
    unread: int
    shared: int


def departments() -> list[Desk]:
    """Who agreed to be found, in other organisations."""
    return [Desk(*row) for row in _rows("SELECT * FROM network_departments()")]


def conversations(participation_id: UUID | None = None) -> list[Shared]:
    """What this member's departments take part in now; with an id that one, if it is theirs."""
    rows = _rows("SELECT * FROM network_conversations(%s)", participation_id)
    return [_shared(row) for row in rows]


WAITING = "network"


def waiting_with_the_counts() -> RawSQL:
    """The same numbers as `waiting`, inside the statement that counts the queues."""
    numbers = "(SELECT ARRAY[w.asked, w.unread, w.shared] FROM network_waiting() w)"
    return RawSQL(numbers, [], output_field=ArrayField(BigIntegerField()))


def waiting() -> Waiting:
    """The numbers beside the queues."""
    return Waiting(*_rows("SELECT * FROM network_waiting()")[0])


def taking_part(department_id: UUID) -> int:
    """In how many conversations of other organisations this department takes part now."""
    number: int = _rows("SELECT network_taking_part(%s)", department_id)[0][0]
    return number


def thread(shared: Shared, *, after: int | None = None, before: int | None = None) -> list[Message]:
    """Messages as a guest reads them: never notes. Open their bodies inside `envelope.as_guest_of`."""
    rows = _rows("SELECT * FROM network_thread(%s, %s, %s, %s)", shared.id, after, before, PAGE)
    names = ("number", "client_id", "kind", "side", "author_label", "on_behalf", "body_sealed", "sent_at")
    whose = {"organisation_id": shared.organisation_id, "conversation_id": shared.conversation_id}
    return [Message(**whose, **dict(zip(names, row, strict=True))) for row in rows]


def sent_before(shared: Shared, client_id: UUID) -> str | None:
    """The text of a message that was sent under this id already."""
    found = (each for each in thread(shared, before=None) if each.client_id == client_id)
    with envelope.as_guest_of(shared.organisation_id):
        return next((each.body for each in found), None)


def patient_reads_in(shared: Shared) -> str | None:
    """The language of what the platform says in this conversation; None when it is not theirs (any more)."""
    found: str | None = _rows("SELECT network_reads_in(%s)", shared.id)[0][0]
    return found


def call(door: str, *parameters: Any) -> tuple[Any, ...] | None:
    """The first row of a door that changes something."""
    rows = _rows(f"SELECT * FROM {door}({', '.join(['%s'] * len(parameters))})", *parameters)
    return rows[0] if rows else None


async def look(reader: Scope, participation_id: UUID) -> tuple[UUID, int] | None:
    """For a socket: the conversation and its last number; None when this member may not follow (any more)."""
    parameters = [*reader.parameters[1:], participation_id]
    rows = await pool.call("SELECT * FROM network_look_as(%s, %s, %s)", parameters)
    return (rows[0][0], rows[0][1]) if rows else None


def _shared(row: tuple[Any, ...]) -> Shared:
    organisation_id, conversation_id, sealed = row[1], row[4], row[7]
    with envelope.as_guest_of(organisation_id):
        subject = envelope.open_sealed(organisation_id, places.subject(conversation_id), sealed)
    opened: tuple[Any, ...] = (*row[:7], subject, *row[8:])
    return Shared(*opened)


def _rows(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
