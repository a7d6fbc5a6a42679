"""The numbers beside the queues. Each counts an index range and stops at `BOUND`: the cost has a ceiling.

Kept in counters they would be written at every message, by everybody of a department in turn; counted like
this they cost less than a millisecond at a million conversations, and cannot be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery

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


def waiting_per_department(departments: Iterable[Department]) -> dict[UUID, int]:
    """How many conversations wait in each queue."""
    waiting = Conversation.objects.filter(
        department=OuterRef("id"), closed_at=None, waiting_since__isnull=False
    )
    rows = Department.objects.filter(id__in=[each.id for each in departments]).order_by()
    return dict(rows.values_list("id", UpTo(waiting)))


def counts(place: Place) -> dict[str, int]:
    """What stands beside the names of the queues, in one statement."""
    counted = [queue for queue in QUEUES.values() if queue.is_counted]
    numbers = [UpTo(Conversation.objects.filter(queue.where(place))) for queue in counted]
    row = Membership.objects.filter(id=place.member.id).order_by().values_list(*numbers).first() or ()
    return {queue.listing.value: number for queue, number in zip(counted, row, strict=True)}


def most_urgent(departments: Iterable[Department]) -> UUID | None:
    """The department of these where somebody waits longest against the promise."""
    wanted = [each.id for each in departments]
    rows = Conversation.objects.filter(department__in=wanted, closed_at=None, waiting_since__isnull=False)
    return rows.order_by("answer_due_at").values_list("department_id", flat=True).first()
