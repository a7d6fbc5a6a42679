"""The lists of the patient's side: their conversations over all organisations, in one statement.

With each head come its patient, how far this reader has read, and the line that is shown. What is asked of
them is a list of its own (`queries.open_tasks`), which the first screen shows anyway.
The newest of each patient who is reached are a range of an index, at any number of them. Only the columns
that a list shows are asked: to begin a statement over all of them took as long as finding the rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from conversations.models import Conversation, Message, Task
from conversations.queries import open_tasks, whereabouts
from conversations.reach import Reach, reach_of
from conversations.where_it_is import Where
from people.models import Patient, Person
from tenants.names import Names, names_of

OWN_PAGE = 50

Found = TypeVar("Found", bound=Model)
# The conversations in which something is asked, and by when first.
AskedIn = dict[UUID, date | None]
# What a list shows; what else is asked of a row costs a statement.
_HEAD = (
    *("id", "organisation_id", "patient_id", "department_id", "held_by_role", "held_by_title"),
    *("subject_sealed", "is_private", "last_number", "line_number", "last_message_at", "patient_wrote_at"),
    *("waiting_since", "answer_due_at", "partner_wrote_at", "closed_at", "reopen_until", "team_read_at"),
)
_PATIENT = ("id", "organisation_id", "person_id", "given_name", "family_name")
_LINE = (
    *("id", "organisation_id", "conversation_id", "number", "client_id", "kind", "side", "author_id"),
    *("author_label", "on_behalf", "body_sealed"),
)
# The heads are chosen first, of each patient in their order; of some conditions, so many of each.
OWN = """
SELECT {columns}, mark.number
FROM (SELECT newest.*, {patient} FROM people_patient patient CROSS JOIN LATERAL ({heads}) AS newest
  WHERE patient.id = ANY(ARRAY(SELECT unnest(%s::uuid[])))
  ORDER BY newest.last_message_at DESC, newest.id DESC LIMIT %s) AS head
LEFT JOIN conversations_readmark mark ON mark.organisation_id = head.organisation_id
  AND mark.conversation_id = head.id AND mark.person_id = %s
LEFT JOIN conversations_message line ON line.organisation_id = head.organisation_id
  AND line.conversation_id = head.id AND line.number = head.line_number
ORDER BY head.last_message_at DESC, head.id DESC
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation in a list: its head, its last message, and how many this reader has not read.

    Of head, patient and message only what a list shows was read.
    """

    conversation: Conversation
    names: Names
    last: Message | None
    unread: int = 0
    where: Where | None = None


def own_conversations(
    person: Person, *, limit: int = OWN_PAGE, of: Collection[UUID] | None = None, where: Q | None = None
) -> list[Row]:
    """The newest conversations of a patient or relative, over all organisations, or of some patients."""
    return _ask(person, of, [(where or Q(), limit)], _asked(open_tasks(person)))


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
    return _page(own_conversations(person, limit=limit + 1, of=of, where=where), limit)


def own_first_pages(
    person: Person,
    *,
    open_ones: int,
    closed_ones: int,
    tasks: Iterable[Task],
    of: Collection[UUID] | None = None,
) -> list[tuple[list[Row], str]]:
    """The first page of open and the first of closed conversations, as `own_page`, in one statement.

    `tasks` are the `queries.open_tasks` of this person.
    """
    wanted = [(Q(closed_at=None), open_ones + 1), (Q(closed_at__isnull=False), closed_ones + 1)]
    found = _ask(person, of, wanted, _asked(tasks))
    return [
        _page([row for row in found if row.conversation.is_closed is is_closed], limit)
        for is_closed, limit in ((False, open_ones), (True, closed_ones))
    ]


def _asked(tasks: Iterable[Task]) -> AskedIn:
    found: AskedIn = {}
    for task in tasks:
        found.setdefault(task.conversation_id, task.due_on)
    return found


def _ask(
    person: Person, of: Collection[UUID] | None, wanted: Collection[tuple[Q, int]], asked: AskedIn
) -> list[Row]:
    """Rows that meet a condition, so many, by their last message; of several conditions so many a patient."""
    reach = reach_of(person)
    patients = list(reach.patients if of is None else reach.patients & set(of))
    heads, parameters = _chosen(reach, wanted)
    if not patients or not heads:
        return []
    most = sum(limit for _where, limit in wanted) * (len(patients) if len(wanted) > 1 else 1)
    with connection.cursor() as cursor:
        statement = OWN.format(columns=_COLUMNS, patient=_OF_PATIENT, heads=" UNION ALL ".join(heads))
        cursor.execute(statement, [*parameters, patients, most, person.id])
        found = [(_head(values), values) for values in map(iter, cursor.fetchall())]
    names = names_of((head.organisation_id, head.department_id) for head, _values in found)
    return [_row(person, reach, head, names[head.department_id], asked, values) for head, values in found]


def _chosen(reach: Reach, wanted: Collection[tuple[Q, int]]) -> tuple[list[str], list[Any]]:
    """The heads that each condition asks of a patient, as SQL, and its parameters."""
    chosen: list[str] = []
    told: list[Any] = []
    for where, limit in wanted:
        try:
            heads, parameters = _heads(reach, where)[:limit].query.sql_with_params()
        except EmptyResultSet:  # conditions that no row meets
            continue
        chosen.append(f"({heads})")
        told += parameters
    return chosen, told


def _page(found: list[Row], limit: int) -> tuple[list[Row], str]:
    """Without the one that was asked beyond the page, and where the next begins when there is one."""
    last = found[limit - 1].conversation if len(found) > limit else None
    at = last.last_message_at if last else None
    return found[:limit], f"{at.isoformat()}~{last.id}" if last and at else ""


def _heads(reach: Reach, where: Q) -> QuerySet[Conversation, Any]:
    """The newest of one patient, as the application may reach them; row security asks the same under it."""
    rows = Conversation.objects.filter(reach.conversations(), where, last_number__gt=0)
    rows = rows.filter(patient_id=RawSQL("patient.id", []))
    return rows.order_by(F("last_message_at").desc(), F("id").desc()).values_list(*_HEAD)


def _beyond(cursor: str) -> Q:
    moment, _tilde, identity = cursor.partition("~")
    try:
        at, last = datetime.fromisoformat(moment), UUID(identity)
    except ValueError:
        return Q()
    if timezone.is_naive(at):
        return Q()
    return Q(last_message_at__lte=at) & (Q(last_message_at__lt=at) | Q(id__lt=last))


def _of(part: str, columns: Collection[str]) -> str:
    return ", ".join(f"{part}.{each}" for each in columns)


# The columns of a patient have names that those of a head do not have.
_OF_PATIENT = ", ".join(f"patient.{each} AS patient_{each}" for each in _PATIENT if each != "id")
_COLUMNS = (
    f"{_of('head', _HEAD)}, {_of('head', [f'patient_{each}' for each in _PATIENT])}, {_of('line', _LINE)}"
)


def _head(values: Iterator[Any]) -> Conversation:
    head = _made(Conversation, _HEAD, values)
    head.patient = _made(Patient, _PATIENT, values)
    return head


def _row(
    person: Person, reach: Reach, head: Conversation, names: Names, asked: AskedIn, values: Iterator[Any]
) -> Row:
    line, read = _line(values), next(values)
    if head.patient.person_id != person.id:
        head.read_until = reach.until(head)
    if head.read_until:
        # What came after an access ended is not told, not even how much.
        return Row(head, names, None)
    is_asked, by = head.id in asked, asked.get(head.id)
    where = whereabouts(head, is_asked=is_asked, asked_by=by, last=line, reader=person)
    return Row(head, names, line, head.last_number - (read or 0), where)


def _line(values: Iterator[Any]) -> Message | None:
    found = tuple(islice(values, len(_LINE)))
    return Message.from_db(DEFAULT_DB_ALIAS, _LINE, found) if found[0] else None


def _made(model: type[Found], names: Collection[str], values: Iterator[Any]) -> Found:
    return model.from_db(DEFAULT_DB_ALIAS, names, tuple(islice(values, len(names))))
