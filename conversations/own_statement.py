"""The statement behind the lists of the patient's side: heads, how far was read, a line.

The newest of each patient who is reached are a range of an index, at any number of them. They are chosen
first: only of those that are shown is more looked up. And only the columns that a list shows are asked: to
begin a statement over all of them took as long as finding the rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, Q
from django.db.models.expressions import RawSQL

from conversations.models import Conversation, Message
from conversations.reach import Reach
from people.models import Person
from rowsecurity.lookups import UNSEEN_IDS, as_array

Made = TypeVar("Made", bound=Model)
# What a list shows; what else is asked of a row costs a statement of its own.
_HEAD = (
    *("id", "organisation_id", "patient_id", "department_id", "held_by_role", "held_by_title"),
    *("subject_sealed", "is_private", "last_number", "line_number", "last_message_at", "patient_wrote_at"),
    *("waiting_since", "answer_due_at", "partner_wrote_at", "closed_at", "reopen_until", "team_read_at"),
)
_LINE = ("id", "client_id", "kind", "side", "author_id", "author_label", "body_sealed")
OWN = """
WITH patient AS MATERIALIZED (SELECT unnest({patients}) AS id)
SELECT {columns}, mark.number FROM ({heads}) AS head
LEFT JOIN conversations_readmark mark ON mark.organisation_id = head.organisation_id
  AND mark.conversation_id = head.id AND mark.person_id = %s
LEFT JOIN conversations_message line ON line.organisation_id = head.organisation_id
  AND line.conversation_id = head.id AND line.number = head.line_number
ORDER BY head.last_message_at DESC, head.id DESC
"""
NEWEST = """(
  SELECT newest.* FROM patient CROSS JOIN LATERAL (
    SELECT {head} FROM {heads} ORDER BY last_message_at DESC, id DESC LIMIT {limit}) AS newest
  ORDER BY newest.last_message_at DESC, newest.id DESC LIMIT {limit})"""


class Found(NamedTuple):
    """A head, the message that lists show, and the number up to which was read.

    Of head and message only what a list shows was read.
    """

    head: Conversation
    line: Message | None
    read: int


def newest(
    person: Person, reach: Reach, of: Collection[UUID] | None, wanted: Iterable[tuple[Q, int]]
) -> list[Found]:
    """So many that meet each condition, by their last message: of all who are reached, or of some of them."""
    patients = reach.patients if of is None else reach.patients & set(of)
    heads, parameters = _chosen(reach, wanted)
    if not patients or not heads:
        return []
    with connection.cursor() as cursor:
        statement = OWN.format(heads=" UNION ALL ".join(heads), **_PARTS)
        cursor.execute(statement, [as_array(patients), *parameters, person.id])
        return [_found(iter(values)) for values in cursor.fetchall()]


def _chosen(reach: Reach, wanted: Iterable[tuple[Q, int]]) -> tuple[list[str], list[Any]]:
    """The newest heads that meet each condition, as SQL, and its parameters."""
    chosen: list[str] = []
    told: list[Any] = []
    for where, limit in wanted:
        try:
            heads, parameters = _heads(reach, where)
        except EmptyResultSet:  # conditions that no row meets
            continue
        chosen.append(NEWEST.format(heads=heads, limit=limit, head=_COLUMNS_OF_HEAD))
        told += parameters
    return chosen, told


def _heads(reach: Reach, where: Q) -> tuple[str, tuple[Any, ...]]:
    """Table and conditions: of one patient, as the application may reach them. Row security asks it too."""
    # Of one's own patients all is reached.
    allowed = Q() if reach.is_own else reach.conversations()
    rows = Conversation.objects.filter(allowed, where, last_number__gt=0, patient_id=RawSQL("patient.id", []))
    statement, parameters = rows.values_list("id").query.sql_with_params()
    return statement.partition(" FROM ")[2], parameters


def _of(part: str, columns: Collection[str]) -> str:
    return ", ".join(f"{part}.{each}" for each in columns)


_COLUMNS_OF_HEAD = ", ".join(_HEAD)
_PARTS = {"patients": UNSEEN_IDS, "columns": f"{_of('head', _HEAD)}, {_of('line', _LINE)}"}


def _found(values: Iterator[Any]) -> Found:
    head = _made(Conversation, _HEAD, values)
    line = _made(
        *(Message, _LINE, values),
        organisation_id=head.organisation_id,
        conversation_id=head.id,
        number=head.line_number,
    )
    return Found(head, line if line.id else None, next(values) or 0)


def _made(model: type[Made], names: Collection[str], values: Iterator[Any], **known: Any) -> Made:
    """Of what was asked and what is known; `from_db` takes values in the order of the model's fields."""
    told = known | dict(zip(names, islice(values, len(names)), strict=True))
    fields = [each.attname for each in model._meta.concrete_fields if each.attname in told]
    return model.from_db(DEFAULT_DB_ALIAS, fields, [told[each] for each in fields])
