"""The queues of a team, once: what is in each, in which order, and how its number is shown.

The inbox, the numbers beside it, the API and the figures of `tests/load` all read this table. Each queue has
an index of its own with the same conditions, so that a page and a number are a range of it at any size.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import OrderBy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations.models import PreparedReply
from tenants.models import Department, Membership


class Listing(models.TextChoices):
    """The value stands in the address, the label above the list."""

    OPEN = "open", _("Waiting longest first")
    MINE = "aan-mij", _("Assigned to me")
    FREE = "van-niemand", _("Not taken yet")
    APPROVAL = "ter-goedkeuring", _("For approval")
    LATE = "te-laat", _("Too late")
    TODAY = "vandaag", _("Answer today")
    QUIET = "wacht-op-patient", _("Waiting for the patient")
    CLOSED = "afgesloten", _("Closed")
    SEARCH = "zoek", _("Found")


# Lists over all departments: only there a line says which.
EVERYWHERE = (Listing.MINE, Listing.SEARCH)


@dataclass(frozen=True, slots=True)
class Place:
    """Whose queue, and the moment it is looked at."""

    department: Department
    member: Membership
    now: datetime


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue. `state` colours its number; one that is not counted has none."""

    listing: Listing
    where: Callable[[Place], Q]
    index: str
    is_by_promise: bool = True
    is_counted: bool = True
    state: str = ""
    # Not everywhere a clinician looks at answers first.
    is_hidden_when_empty: bool = False

    @property
    def field(self) -> str:
        """What it is in order of: who waits longest against the promise first, else the newest."""
        return "answer_due_at" if self.is_by_promise else "last_message_at"

    @property
    def order(self) -> list[OrderBy]:
        keys = [F(self.field), F("id")]
        return [key.asc() if self.is_by_promise else key.desc() for key in keys]

    @property
    def order_of_heads(self) -> str:
        """The same in the statement of `listed`."""
        return (
            "head.answer_due_at, head.id" if self.is_by_promise else "head.last_message_at DESC, head.id DESC"
        )


def _waiting(place: Place) -> Q:
    return Q(department=place.department, closed_at=None, waiting_since__isnull=False)


def _mine(place: Place) -> Q:
    # Over all departments: who took it answers it, wherever it is.
    return Q(assignee=place.member, closed_at=None)


def _free(place: Place) -> Q:
    return _waiting(place) & Q(assignee=None)


def _for_approval(place: Place) -> Q:
    # Few: found by what waits, and not by walking the queue.
    asked = PreparedReply.objects.filter(state=PreparedReply.State.ASKED)
    return Q(department=place.department, closed_at=None, id__in=asked.values("conversation_id"))


def _late(place: Place) -> Q:
    return _waiting(place) & Q(answer_due_at__lt=place.now)


def _today(place: Place) -> Q:
    return _waiting(place) & Q(answer_due_at__gte=place.now, answer_due_at__lt=end_of_day(place.now))


def _quiet(place: Place) -> Q:
    return Q(department=place.department, closed_at=None, waiting_since=None)


def _closed(place: Place) -> Q:
    return Q(department=place.department, closed_at__isnull=False)


QUEUES = {
    queue.listing: queue
    for queue in (
        Queue(Listing.OPEN, _waiting, "queue_of_department"),
        Queue(Listing.MINE, _mine, "queue_of_member"),
        Queue(Listing.FREE, _free, "free_of_department"),
        Queue(
            Listing.APPROVAL,
            _for_approval,
            "prepared_and_open",
            state="wait",
            is_hidden_when_empty=True,
        ),
        Queue(Listing.LATE, _late, "queue_of_department", state="late"),
        Queue(Listing.TODAY, _today, "queue_of_department", state="wait"),
        Queue(Listing.QUIET, _quiet, "answered_by_department", is_by_promise=False),
        Queue(Listing.CLOSED, _closed, "closed_of_department", is_by_promise=False, is_counted=False),
    )
}


def end_of_day(now: datetime) -> datetime:
    """Midnight after `now`, in local time."""
    local = timezone.localtime(now)
    return timezone.make_aware(
        datetime.combine(local.date() + timedelta(days=1), datetime.min.time()), local.tzinfo
    )
