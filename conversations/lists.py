"""The lists of the inbox: which heads, in which order, a page at a time by the last row seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from conversations import search
from conversations.kept_statement import KeptStatement
from conversations.labelling import labels_of
from conversations.models import Conversation, ConversationLabel, Label
from conversations.queries import Row, last_messages
from conversations.queues import QUEUES, Listing, Place, Queue
from tenants.models import Department, Membership

PAGE = 40
_FOUND = Queue(Listing.SEARCH, lambda place: Q(), "talk_of_patient", is_by_promise=False, is_counted=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which list is asked for, and after which row ("<moment>~<id>")."""

    listing: Listing
    department: Department
    member: Membership
    after: str = ""
    search: str = ""
    label: Label | None = None

    @property
    def queue(self) -> Queue:
        return QUEUES.get(self.listing, _FOUND)

    @property
    def is_beginning(self) -> bool:
        """Whether it is a queue from its beginning, and not a part that was asked for."""
        return self.listing in QUEUES and not (self.after or self.label)


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Row]
    next: str = ""


def page(wanted: Wanted, *, now: datetime) -> Page:
    """One page of a list, with each conversation's last message and labels."""
    queue = wanted.queue
    place = Place(wanted.department, wanted.member, now)
    found = _beginning(wanted.listing).rows(place) if wanted.is_beginning else _part(wanted, queue, now)
    last, labels = last_messages(found[:PAGE]), labels_of(found[:PAGE])
    shown = [Row(head, last.get(head.id), labels=labels.get(head.id, ())) for head in found[:PAGE]]
    return Page(shown, _cursor(queue, found[PAGE - 1]) if len(found) > PAGE else "")


@cache
def _beginning(listing: Listing) -> KeptStatement[Conversation]:
    """The beginning of a queue, which everybody opens."""
    queue = QUEUES[listing]
    return KeptStatement(lambda place: _first(_heads().filter(queue.where(place)), queue, PAGE + 1))


def _part(wanted: Wanted, queue: Queue, now: datetime) -> list[Conversation]:
    rows = heads(wanted, now)
    at, beyond = _beyond(queue, wanted.after)
    found = list(_first(rows.filter(beyond), queue, PAGE + 1))
    if at and queue.is_by_promise and len(found) <= PAGE:
        # Those without a promise come after all others: a range of the index of their own.
        found += _first(rows.filter(answer_due_at=None), queue, PAGE + 1 - len(found))
    return found


def _first(rows: QuerySet[Conversation], queue: Queue, number: int) -> QuerySet[Conversation]:
    """The first rows in the order of the queue, and then who they are about.

    Joined first, a plan may read all patients of the house; chosen first, it walks the index of the queue.
    """
    chosen = rows.order_by(*queue.order).values("id")[:number]
    whole = Conversation.objects.filter(id__in=chosen).select_related("patient", "assignee", "department")
    return whole.order_by(*queue.order)


def heads(wanted: Wanted, now: datetime) -> QuerySet[Conversation]:
    """The heads of a list, in no order yet."""
    heads = _heads()
    if wanted.label:
        given = ConversationLabel.objects.filter(conversation=OuterRef("id"), label=wanted.label)
        heads = heads.filter(Exists(given))
    if wanted.listing is Listing.SEARCH:
        return heads.filter(patient__in=search.patients(wanted.search))
    return heads.filter(wanted.queue.where(Place(wanted.department, wanted.member, now)))


def _heads() -> QuerySet[Conversation]:
    return Conversation.objects.filter(last_number__gt=0)


def _cursor(queue: Queue, head: Conversation) -> str:
    moment: datetime | None = getattr(head, queue.field)
    return f"{moment.isoformat() if moment else ''}~{head.id}"


def _beyond(queue: Queue, cursor: str) -> tuple[datetime | None, Q]:
    """The cursor's moment, and the rows after it in the list's order, as one range of its index."""
    moment, _tilde, identity = cursor.partition("~")
    try:
        at, last = datetime.fromisoformat(moment) if moment else None, UUID(identity)
    except ValueError:
        return None, Q()
    if at is None:
        return None, Q(answer_due_at=None, id__gt=last) if queue.is_by_promise else Q()
    if timezone.is_naive(at):
        return None, Q()
    if not queue.is_by_promise:
        return at, Q(last_message_at__lte=at) & (Q(last_message_at__lt=at) | Q(id__lt=last))
    return at, Q(answer_due_at__gte=at) & (Q(answer_due_at__gt=at) | Q(id__gt=last))
