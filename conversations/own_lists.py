"""The lists of the patient's side: their conversations over all organisations, a page at a time.

What is asked of them is a list of its own (`queries.open_tasks`), which the first screen shows anyway.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from conversations.models import Conversation, Message, Task
from conversations.own_statement import Found, newest
from conversations.queries import open_tasks, whereabouts
from conversations.reach import Reach, reach_of
from conversations.where_it_is import Where
from people.models import Patient, Person
from tenants.names import Names, names_of

OWN_PAGE = 50

# The conversations in which something is asked, and by when first.
AskedIn = dict[UUID, date | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation in a list: its head, its last message, and how many this reader has not read.

    `patient` is None where the reader is. Of head, patient and message only what a list shows was read.
    """

    conversation: Conversation
    patient: Patient | None
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
    """The first page of open and the first of closed conversations, as `own_page`, asked together.

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
    person: Person, of: Collection[UUID] | None, wanted: Iterable[tuple[Q, int]], asked: AskedIn
) -> list[Row]:
    """So many rows that meet each condition, by their last message."""
    reach = reach_of(person)
    found = newest(person, reach, of, wanted)
    others = _others({each.head.patient_id for each in found} - reach.own)
    names = names_of((each.head.organisation_id, each.head.department_id) for each in found)
    # A patient who is not found among the others fails here, and is not taken for who reads.
    patients = others | dict.fromkeys(reach.own)
    return [
        _row(reach, each, patients[each.head.patient_id], names[each.head.department_id], asked)
        for each in found
    ]


def _others(patients: set[UUID]) -> dict[UUID, Patient]:
    """Those who are not the reader; most readers have none, and nothing is asked."""
    if not patients:
        return {}
    rows = Patient.objects.filter(id__any_of=patients)
    return {each.id: each for each in rows.only("organisation_id", "given_name", "family_name")}


def _page(found: list[Row], limit: int) -> tuple[list[Row], str]:
    """Without the one that was asked beyond the page, and where the next begins when there is one."""
    last = found[limit - 1].conversation if len(found) > limit else None
    at = last.last_message_at if last else None
    return found[:limit], f"{at.isoformat()}~{last.id}" if last and at else ""


def _beyond(cursor: str) -> Q:
    moment, _tilde, identity = cursor.partition("~")
    try:
        at, last = datetime.fromisoformat(moment), UUID(identity)
    except ValueError:
        return Q()
    if timezone.is_naive(at):
        return Q()
    return Q(last_message_at__lte=at) & (Q(last_message_at__lt=at) | Q(id__lt=last))


def _row(reach: Reach, found: Found, patient: Patient | None, names: Names, asked: AskedIn) -> Row:
    head, line, read = found
    if patient:
        head.read_until = reach.until(head)
    if head.read_until:
        # What came after an access ended is not told, not even how much.
        return Row(head, patient, names, None)
    is_asked, by = head.id in asked, asked.get(head.id)
    name = patient.given_name if patient else ""
    where = whereabouts(head, is_asked=is_asked, asked_by=by, last=line, other_name=name)
    return Row(head, patient, names, line, head.last_number - read, where)
