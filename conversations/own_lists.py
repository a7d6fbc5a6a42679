"""The lists of the patient's side: their conversations over all organisations, in one statement.

With each head come its patient, department and organisation, how far this reader has read, its last line and
what is asked first. The newest of each patient who is reached are a range of an index, at any number of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from conversations.models import Conversation, Message
from conversations.queries import whereabouts
from conversations.reach import Reach, reach_of
from conversations.where_it_is import Where
from people.models import Patient, Person
from tenants.models import Department, Organisation

OWN_PAGE = 50

Found = TypeVar("Found", bound=Model)
# The heads of each patient are chosen first, in their order. The last line is the one before it where what
# follows is the automatic reply to it, of the same moment; its number is made apart (OFFSET 0), because under
# row security an index is not asked for what a subtraction gives.
OWN = """
SELECT {columns}, mark.number, task.id IS NOT NULL, task.due_on
FROM (SELECT newest.*, {patient} FROM people_patient patient CROSS JOIN LATERAL ({heads}) AS newest
  WHERE patient.id = ANY(ARRAY(SELECT unnest(%s::uuid[])))
  ORDER BY newest.last_message_at DESC, newest.id DESC LIMIT %s) AS head
JOIN tenants_organisation organisation ON organisation.id = head.organisation_id
JOIN tenants_department department
  ON department.organisation_id = head.organisation_id AND department.id = head.department_id
LEFT JOIN conversations_readmark mark ON mark.organisation_id = head.organisation_id
  AND mark.conversation_id = head.id AND mark.person_id = %s
LEFT JOIN conversations_message last ON last.organisation_id = head.organisation_id
  AND last.conversation_id = head.id AND last.number = head.last_number
CROSS JOIN LATERAL (
  SELECT CASE WHEN last.kind = 'automatic' THEN head.last_number - 1 END AS number OFFSET 0) AS before
LEFT JOIN conversations_message earlier ON earlier.organisation_id = head.organisation_id
  AND earlier.conversation_id = head.id AND earlier.number = before.number
  AND earlier.sent_at IS NOT DISTINCT FROM last.sent_at
LEFT JOIN LATERAL (
  SELECT asked.id, asked.due_on FROM conversations_task asked
  WHERE asked.organisation_id = head.organisation_id AND asked.conversation_id = head.id
    AND asked.answered_at IS NULL AND asked.withdrawn_at IS NULL
  ORDER BY asked.due_on LIMIT 1) AS task ON true
ORDER BY head.last_message_at DESC, head.id DESC
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation in a list: its head, its last message, and how many this reader has not read."""

    conversation: Conversation
    last: Message | None
    unread: int = 0
    where: Where | None = None


def own_conversations(
    person: Person, *, limit: int = OWN_PAGE, of: Collection[UUID] | None = None, where: Q | None = None
) -> list[Row]:
    """The newest conversations of a patient or relative, over all organisations, or of some patients."""
    reach = reach_of(person)
    patients = reach.patients if of is None else reach.patients & set(of)
    heads = _heads(reach, where or Q())[:limit]
    if not patients:
        return []
    try:
        statement, parameters = heads.query.sql_with_params()
    except EmptyResultSet:  # conditions that no row meets
        return []
    asked = [*parameters, list(patients), limit, person.id]
    with connection.cursor() as cursor:
        cursor.execute(OWN.format(columns=_columns(), patient=_patient(), heads=statement), asked)
        return [_row(person, reach, iter(values)) for values in cursor.fetchall()]


def own_page(
    person: Person,
    *,
    limit: int,
    is_closed: bool | None = None,
    of: Collection[UUID] | None = None,
    after: str = "",
) -> tuple[list[Row], str]:
    """A page of all, of open or of closed conversations by the last one seen, and where the next begins."""
    where = _beyond(after)
    if is_closed is not None:
        where &= Q(closed_at__isnull=not is_closed)
    found = own_conversations(person, limit=limit + 1, of=of, where=where)
    last = found[limit - 1].conversation if len(found) > limit else None
    at = last.last_message_at if last else None
    return found[:limit], f"{at.isoformat()}~{last.id}" if last and at else ""


def _heads(reach: Reach, where: Q) -> QuerySet[Conversation, Any]:
    """The newest of one patient, as the application may reach them; row security asks the same under it."""
    rows = Conversation.objects.filter(reach.conversations(), where, last_number__gt=0)
    rows = rows.filter(patient_id=RawSQL("patient.id", []))
    return rows.order_by(F("last_message_at").desc(), F("id").desc()).values_list(*_names(Conversation))


def _beyond(cursor: str) -> Q:
    moment, _tilde, identity = cursor.partition("~")
    try:
        at, last = datetime.fromisoformat(moment), UUID(identity)
    except ValueError:
        return Q()
    if timezone.is_naive(at):
        return Q()
    return Q(last_message_at__lte=at) & (Q(last_message_at__lt=at) | Q(id__lt=last))


@cache
def _names(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def _patient() -> str:
    """The columns of a patient, under names that a head does not have."""
    return ", ".join(f"patient.{each} AS patient_{each}" for each in _stored(Patient) if each != "id")


@cache
def _columns() -> str:
    """What `_row` reads, in its order: head, patient, department, organisation, and two messages."""
    found = [f"head.{each}" for each in _stored(Conversation)]
    found += [f"head.patient_{each}" for each in _stored(Patient)]
    for part, model in (("department", Department), ("organisation", Organisation)):
        found += [f"{part}.{each}" for each in _stored(model)]
    found += [f"{part}.{each}" for part in ("last", "earlier") for each in _stored(Message)]
    return ", ".join(found)


def _stored(model: type[Model]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]


def _row(person: Person, reach: Reach, values: Iterator[Any]) -> Row:
    head = _made(Conversation, values)
    head.patient, head.department = _made(Patient, values), _made(Department, values)
    head.organisation = _made(Organisation, values)
    last, earlier = _maybe(Message, values), _maybe(Message, values)
    read, is_asked, asked_by = values
    if head.patient.person_id != person.id:
        head.read_until = reach.until(head)
    # What came after an access ended is not told, not even how much.
    return (
        Row(head, None) if head.read_until else _told(person, head, earlier or last, read, is_asked, asked_by)
    )


def _told(
    person: Person,
    head: Conversation,
    last: Message | None,
    read: int | None,
    is_asked: bool,
    asked_by: date | None,
) -> Row:
    where = whereabouts(head, is_asked=is_asked, asked_by=asked_by, last=last, reader=person)
    return Row(head, last, head.last_number - (read or 0), where)


def _made(model: type[Found], values: Iterator[Any]) -> Found:
    names = _names(model)
    return model.from_db(DEFAULT_DB_ALIAS, names, tuple(islice(values, len(names))))


def _maybe(model: type[Found], values: Iterator[Any]) -> Found | None:
    names = _names(model)
    found = tuple(islice(values, len(names)))
    return model.from_db(DEFAULT_DB_ALIAS, names, found) if found[names.index("id")] else None
