"""The lists of the inbox: which heads, in which order, a page at a time by the last row seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations.models import Conversation
from conversations.queries import Row, last_messages
from tenants.models import Department, Membership

PAGE = 40


class Listing(models.TextChoices):
    """The value stands in the address, the label above the list."""

    OPEN = "open", _("Waiting longest first")
    MINE = "aan-mij", _("Assigned to me")
    FREE = "van-niemand", _("Not taken yet")
    LATE = "te-laat", _("Too late")
    TODAY = "vandaag", _("Answer today")
    QUIET = "wacht-op-patient", _("Waiting for the patient")
    CLOSED = "afgesloten", _("Closed")
    SEARCH = "zoek", _("Found")


# Everything else follows the promise; these follow the last message.
BY_LAST_MESSAGE = {Listing.QUIET, Listing.CLOSED, Listing.SEARCH}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which list is asked for, and after which row ("<moment>~<id>")."""

    listing: Listing
    department: Department
    member: Membership
    after: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """A list with its number; `state` colours it when there is something in it."""

    listing: Listing
    count: int | None = None
    state: str = ""


def queues(counts: dict[str, int]) -> list[Queue]:
    """The lists of a department as the sidebar shows them."""
    return [
        Queue(Listing.MINE, counts["mine"]),
        Queue(Listing.FREE, counts["free"]),
        Queue(Listing.LATE, counts["late"], "late"),
        Queue(Listing.TODAY, counts["today"], "wait"),
        Queue(Listing.QUIET, counts["quiet"]),
        Queue(Listing.CLOSED),
    ]


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Row]
    next: str = ""


def page(wanted: Wanted, *, now: datetime) -> Page:
    """One page of a list, with each conversation's last message."""
    rows = heads(wanted, now).select_related("patient", "assignee", "department")
    field = "last_message_at" if wanted.listing in BY_LAST_MESSAGE else "answer_due_at"
    order = [F(field).desc(), F("id").desc()] if field == "last_message_at" else [field, "id"]
    at, beyond = _beyond(field, wanted.after)
    found = list(rows.filter(beyond).order_by(*order)[: PAGE + 1])
    if at and field == "answer_due_at":
        # Those without a promise come after all others: a range of the index of their own.
        found += rows.filter(answer_due_at=None).order_by("id")[: PAGE + 1 - len(found)]
    last = last_messages(found[:PAGE])
    shown = [Row(head, last.get(head.id)) for head in found[:PAGE]]
    return Page(shown, _cursor(field, found[PAGE - 1]) if len(found) > PAGE else "")


def end_of_day(now: datetime) -> datetime:
    """Midnight after `now`, in local time."""
    local = timezone.localtime(now)
    return timezone.make_aware(
        datetime.combine(local.date() + timedelta(days=1), datetime.min.time()), local.tzinfo
    )


def heads(wanted: Wanted, now: datetime) -> QuerySet[Conversation]:
    """The heads of a list, in no order yet."""
    heads = Conversation.objects.exclude(last_number=0)
    if wanted.listing is Listing.SEARCH:
        return heads.filter(_search(wanted.search))
    if wanted.listing is Listing.MINE:
        return heads.filter(assignee=wanted.member, closed_at=None)
    heads = heads.filter(department=wanted.department)
    if wanted.listing is Listing.CLOSED:
        return heads.filter(closed_at__isnull=False)
    if wanted.listing is Listing.QUIET:
        return heads.filter(closed_at=None, waiting_since=None)
    heads = heads.filter(closed_at=None, waiting_since__isnull=False)
    narrower = {
        Listing.FREE: Q(assignee=None),
        Listing.LATE: Q(answer_due_at__lt=now),
        Listing.TODAY: Q(answer_due_at__gte=now, answer_due_at__lt=end_of_day(now)),
    }
    return heads.filter(narrower.get(wanted.listing, Q()))


def _search(words: str) -> Q:
    """By the patient's name or number: what is written is sealed and cannot be searched."""
    found = Q()
    for word in words.split()[:4]:
        found &= (
            Q(patient__family_name__icontains=word)
            | Q(patient__given_name__icontains=word)
            | Q(patient__number=word)
        )
    return found


def _cursor(field: str, head: Conversation) -> str:
    moment: datetime | None = getattr(head, field)
    return f"{moment.isoformat() if moment else ''}~{head.id}"


def _beyond(field: str, cursor: str) -> tuple[datetime | None, Q]:
    """The cursor's moment, and the rows after it in the list's order, as one range of its index."""
    moment, _tilde, identity = cursor.partition("~")
    try:
        at, last = datetime.fromisoformat(moment) if moment else None, UUID(identity)
    except ValueError:
        return None, Q()
    if at is None:
        return None, Q(answer_due_at=None, id__gt=last) if field == "answer_due_at" else Q()
    if timezone.is_naive(at):
        return None, Q()
    if field == "last_message_at":
        return at, Q(last_message_at__lte=at) & (Q(last_message_at__lt=at) | Q(id__lt=last))
    return at, Q(answer_due_at__gte=at) & (Q(answer_due_at__gt=at) | Q(id__gt=last))
