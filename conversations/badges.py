"""The numbers beside the queues. Each counts an index range and stops at `BOUND`: the cost has a ceiling.

Kept in counters they would be written at every message, by everybody of a department in turn; counted like
this they cost less than a millisecond at a million conversations, and cannot be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.utils import timezone

from conversations import queries
from conversations.kept_statement import KeptStatement
from conversations.models import Conversation, TeamTask
from conversations.queues import QUEUES, Place, Queue
from tenants.models import Department, Membership
from tenants.roles import Role

# A number beside a queue says "99+" from here on.
BOUND = 100
TASKS_BACK = "tasks_back"


class UpTo(Subquery):
    """Counts the rows of a query, but no further than `BOUND`."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS bounded)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by().values("id")[:BOUND])


# Numbers of the apps above that stand beside the queues: read in the same statement as ours.
_of_others: dict[str, Combinable] = {}


def register(name: str, number: Combinable) -> None:
    """Read `number` with the counts, for `beside_queues`; called by the app that knows it, at start."""
    _of_others[name] = number


def ask_waiting(member: Membership) -> Callable[[], dict[Department, int]]:
    """The same of where this member works; of all departments for who works at none."""
    place = Place(Department(), member, timezone.now())
    asked = (_waiting_everywhere if Role.MANAGER in member.roles else _waiting_where_one_works)().ask(place)
    return lambda: {each: each.waiting for each in asked.rows() or _waiting_everywhere().rows(place)}


@lru_cache
def _waiting_where_one_works() -> KeptStatement[Any]:
    return KeptStatement(lambda place: _with_waiting(queries.works_at(place.member)))


@lru_cache
def _waiting_everywhere() -> KeptStatement[Any]:
    return KeptStatement(lambda _place: _with_waiting(Department.objects.order_by("name")))


def waiting_in(departments: QuerySet[Department]) -> dict[Department, int]:
    """How many conversations wait in the queue of each of these departments, in their order."""
    return {each: each.waiting for each in _with_waiting(departments)}


def _with_waiting(departments: QuerySet[Department]) -> QuerySet[Any]:
    waiting = Conversation.objects.filter(
        department=OuterRef("id"), closed_at=None, waiting_since__isnull=False
    )
    return departments.annotate(waiting=UpTo(waiting))


def tasks_back(place: Place) -> QuerySet[TeamTask]:
    """Tasks about conversations whose moment has come: they stand above the queue of the department."""
    return TeamTask.objects.filter(
        department=place.department, done_at=None, due_at__lte=place.now, conversation__isnull=False
    )


def counts(place: Place) -> dict[str, Any]:
    """What stands beside the names of the queues, above and under them, in one statement."""
    return ask_counts(place)()


def ask_counts(place: Place) -> Callable[[], dict[str, Any]]:
    """The same, where it may travel with others (`rowsecurity.one_trip`)."""
    names = [*(queue.listing.value for queue in _counted()), TASKS_BACK, *_of_others]
    asked = _statement().ask(place)
    return lambda: dict(zip(names, asked.rows()[0], strict=True))


def _counted() -> list[Queue]:
    return [queue for queue in QUEUES.values() if queue.is_counted]


@lru_cache
def _statement() -> KeptStatement[tuple[Any, ...]]:
    return KeptStatement(_numbers)


def _numbers(place: Place) -> QuerySet[Membership, Any]:
    rows: list[QuerySet[Any]] = [Conversation.objects.filter(queue.where(place)) for queue in _counted()]
    numbers: list[Any] = [*map(UpTo, rows), UpTo(tasks_back(place)), *_of_others.values()]
    return Membership.objects.filter(id=place.member.id).order_by().values_list(*numbers)


def most_urgent(departments: Iterable[Department]) -> UUID | None:
    """The department of these where somebody waits longest against the promise."""
    wanted = [each.id for each in departments]
    rows = Conversation.objects.filter(department__in=wanted, closed_at=None, waiting_since__isnull=False)
    return rows.order_by("answer_due_at").values_list("department_id", flat=True).first()
