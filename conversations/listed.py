"""What a list of the team shows of a conversation: one statement of heads, and rows that are only read.

Forty of them stand on the page that is opened most. As objects of the ORM they were two hundred, with every
column of head, patient, department, colleague, message and label. They come as PostgreSQL has them, because
most of them are on a page that was made a moment ago (`queue_lines`); `read` makes values of one. What was
written last is asked apart (`last_lines`), of those alone that must be made: to find forty of millions of
messages took as long as the rest of the list.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from psycopg.pq import Format
from psycopg.types.string import ByteaBinaryLoader

from conversations import places
from conversations.models import Conversation
from people.naming import formal_name
from tenants import envelope

HEAD = (
    "id",
    "organisation_id",
    "patient_id",
    "department_id",
    "assignee_id",
    "subject_sealed",
    "last_number",
    "line_number",
    "last_message_at",
    "waiting_since",
    "partner_wrote_at",
    "answer_due_at",
    "closed_at",
)
# The heads are chosen first, by the index of their queue: joined first, a plan may read a whole house.
LISTED = """
SELECT head.id::text, head.organisation_id, head.subject_sealed, head.last_number, head.line_number,
  head.last_message_at, head.waiting_since, head.partner_wrote_at, head.answer_due_at, head.closed_at,
  patient.sex, patient.given_name, patient.family_name, patient.birth_date,
  {department}, assignee.display_name, assignee.job_title,
  (SELECT json_agg(ARRAY[label.name, label.colour])::text
   FROM conversations_conversationlabel given JOIN conversations_label label
     ON label.organisation_id = given.organisation_id AND label.id = given.label_id
   WHERE given.organisation_id = head.organisation_id AND given.conversation_id = head.id)
FROM ({heads}) AS head
JOIN people_patient patient
  ON patient.organisation_id = head.organisation_id AND patient.id = head.patient_id
{departments}
LEFT JOIN tenants_membership assignee
  ON assignee.organisation_id = head.organisation_id AND assignee.id = head.assignee_id
ORDER BY {order}
"""
LINES = """
SELECT line.conversation_id::text, line.side, line.author_label, line.client_id::text, line.body_sealed
FROM unnest(%s::uuid[], %s::int[]) AS wanted (conversation_id, number)
JOIN conversations_message line ON line.organisation_id = %s
  AND line.conversation_id = wanted.conversation_id AND line.number = wanted.number
"""
DEPARTMENTS = """
JOIN tenants_department department
  ON department.organisation_id = head.organisation_id AND department.id = head.department_id
"""

# A row as it came, its ids and moments as PostgreSQL keeps them: to write those out took a tenth of the time,
# and twice the bytes. The conversation's id, which comes first, is text: it is compared with an address.
Written = tuple[Any, ...]
_AS_KEPT = ("uuid", "timestamptz")
# Whence PostgreSQL counts, in microseconds.
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


class Listed(NamedTuple):
    """A conversation in a list: its head, whom it is about, who has it, and its labels."""

    # As text: it stands in addresses and in the places of what is sealed.
    id: str
    organisation_id: UUID
    subject_sealed: bytes
    last_number: int
    # Of the message that lists show, which never changes.
    line_number: int
    last_message_at: datetime
    waiting_since: datetime | None
    partner_wrote_at: datetime | None
    answer_due_at: datetime | None
    closed_at: datetime | None
    sex: str
    given_name: str
    family_name: str
    birth_date: date
    # In a list over all departments.
    department: str | None
    assignee: str | None
    assignee_title: str | None
    # Each with its colour, in no order.
    labels: list[list[str]] | None

    @property
    def patient(self) -> str:
        return formal_name(
            sex=self.sex,
            given_name=self.given_name,
            family_name=self.family_name,
            birth_date=self.birth_date,
        )

    @property
    def assignee_label(self) -> str | None:
        """As of `Membership`."""
        return f"{self.assignee} · {self.assignee_title}" if self.assignee else None

    @property
    def subject(self) -> str:
        return envelope.open_sealed(self.organisation_id, places.subject(self.id), self.subject_sealed)

    @property
    def is_partners_word(self) -> bool:
        """As of `Conversation`."""
        return self.waiting_since is not None and self.waiting_since == self.partner_wrote_at


class LastLine(NamedTuple):
    """What was written last in a conversation, as lists show it."""

    side: str
    author_label: str
    client_id: str
    body_sealed: bytes

    def words(self, head: Listed) -> str:
        place = places.message(head.id, self.client_id)
        return envelope.open_sealed(head.organisation_id, place, self.body_sealed)


def columns(heads: QuerySet[Conversation]) -> QuerySet[Conversation, Any]:
    """What `ask_listed` takes of each head."""
    return heads.values_list(*HEAD)


def ask_listed(
    statement: str, parameters: Sequence[Any], *, order: str, is_everywhere: bool = False
) -> Callable[[], list[Written]]:
    """Send a statement that gives the `columns` of heads, for what a list shows of them.

    It may travel with others (`rowsecurity.one_trip`); what comes back fetches the rows.
    """
    department, departments = ("department.name", DEPARTMENTS) if is_everywhere else ("NULL::text", "")
    whole = LISTED.format(heads=statement, order=order, department=department, departments=departments)
    cursor = connection.cursor()
    cursor.cursor.format = Format.BINARY
    for kind in _AS_KEPT:
        cursor.adapters.register_loader(kind, ByteaBinaryLoader)
    cursor.execute(whole, parameters)
    return cursor.fetchall


def read(row: Written) -> Listed:
    """The values of one row."""
    return Listed._make([of(each) if each is not None else None for of, each in zip(_OF, row, strict=True)])


def last_lines(heads: Sequence[Listed]) -> dict[str, LastLine]:
    """What was written last in each of these of one organisation, by the id of the conversation."""
    if not heads:
        return {}
    wanted = [each.id for each in heads], [each.line_number for each in heads], heads[0].organisation_id
    with connection.cursor() as cursor:
        cursor.execute(LINES, wanted)
        return {of: LastLine(*line) for of, *line in cursor.fetchall()}


def _moment(kept: bytes) -> datetime:
    return _BEGINNING + timedelta(microseconds=int.from_bytes(kept, signed=True))


def _id(kept: bytes) -> UUID:
    return UUID(bytes=kept)


def _same(kept: Any) -> Any:
    return kept


# What makes a value of each column of `Listed`, in its order.
_OF: tuple[Any, ...] = (
    *(_same, _id, _same, _same, _same, _moment),
    *(_moment, _moment, _moment, _moment),
    *(_same, _same, _same, _same),
    *(_same, _same, _same),
    json.loads,
)
