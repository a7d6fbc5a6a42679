"""The numbers beside the queues. Each counts an index range and stops at `BOUND`: the cost has a ceiling.

Kept in counters they would be written at every message, by everybody of a department in turn; counted like
this they cost less than a millisecond at a million conversations, and cannot be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable

from conversations.models import Conversation
from conversations.queues import QUEUES, Place
from tenants.models import Department, Membership

# A number beside a queue says "99+" from here on.
BOUND = 100


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


def waiting_per_department(departments: Iterable[Department]) -> dict[UUID, int]:
    """How many conversations wait in each queue."""
    waiting = Conversation.objects.filter(
        department=OuterRef("id"), closed_at=None, waiting_since__isnull=False
    )
    rows = Department.objects.filter(id__in=[each.id for each in departments]).order_by()
    return dict(rows.values_list("id", UpTo(waiting)))


def counts(place: Place) -> dict[str, Any]:
    """What stands beside the names of the queues and under them, in one statement."""
    counted = [queue for queue in QUEUES.values() if queue.is_counted]
    numbers: list[Any] = [UpTo(Conversation.objects.filter(queue.where(place))) for queue in counted]
    names = [*(queue.listing.value for queue in counted), *_of_others]
    rows = Membership.objects.filter(id=place.member.id).order_by()
    row = rows.values_list(*numbers, *_of_others.values()).first() or ()
    return dict(zip(names, row, strict=True))


def most_urgent(departments: Iterable[Department]) -> UUID | None:
    """The department of these where somebody waits longest against the promise."""
    wanted = [each.id for each in departments]
    rows = Conversation.objects.filter(department__in=wanted, closed_at=None, waiting_since__isnull=False)
    return rows.order_by("answer_due_at").values_list("department_id", flat=True).first()
