"""The lists of the inbox: which heads, in which order, a page at a time by the last row seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import EmptyResultSet
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from conversations import search
from conversations.kept_statement import KeptStatement
from conversations.listed import Listed, Written, ask_listed, columns, read
from conversations.models import Conversation, ConversationLabel, Label
from conversations.queues import EVERYWHERE, QUEUES, Listing, Place, Queue
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
    """`written` are its rows as they came."""

    written: list[Written]
    next: str = ""

    @property
    def rows(self) -> list[Listed]:
        return [read(each) for each in self.written]


def page(wanted: Wanted, *, now: datetime) -> Page:
    """One page of a list, with each conversation's last message and labels."""
    if wanted.is_beginning:
        return ask_beginning(wanted.listing, Place(wanted.department, wanted.member, now))()
    return _page(wanted.queue, _part(wanted, wanted.queue, now))


def ask_beginning(listing: Listing, place: Place) -> Callable[[], Page]:
    """The beginning of a queue, where it may travel with others (`rowsecurity.one_trip`)."""
    queue = QUEUES[listing]
    asked = _ask(*_beginning(listing).sql(place), queue)
    return lambda: _page(queue, asked())


def _page(queue: Queue, found: list[Written]) -> Page:
    return Page(found[:PAGE], _cursor(queue, read(found[PAGE - 1])) if len(found) > PAGE else "")


@cache
def _beginning(listing: Listing) -> KeptStatement[Any]:
    """The beginning of a queue, which everybody opens."""
    queue = QUEUES[listing]
    return KeptStatement(lambda place: _first(_heads().filter(queue.where(place)), queue, PAGE + 1))


def _part(wanted: Wanted, queue: Queue, now: datetime) -> list[Written]:
    rows = heads(wanted, now)
    at, beyond = _beyond(queue, wanted.after)
    found = _listed(_first(rows.filter(beyond), queue, PAGE + 1), queue)
    if at and queue.is_by_promise and len(found) <= PAGE:
        # Those without a promise come after all others: a range of the index of their own. Not as many as
        # there is room for: with another number it is another statement, which PostgreSQL plans anew.
        found += _listed(_first(rows.filter(answer_due_at=None), queue, PAGE + 1), queue)
    return found[: PAGE + 1]


def _listed(rows: QuerySet[Conversation, Any], queue: Queue) -> list[Written]:
    try:
        statement, parameters = rows.query.sql_with_params()
    except EmptyResultSet:  # conditions that no row meets
        return []
    return _ask(statement, parameters, queue)()


def _ask(statement: str, parameters: Sequence[Any], queue: Queue) -> Callable[[], list[Written]]:
    is_everywhere = queue.listing in EVERYWHERE
    return ask_listed(statement, parameters, order=queue.order_of_heads, is_everywhere=is_everywhere)


def _first(rows: QuerySet[Conversation], queue: Queue, number: int) -> QuerySet[Conversation, Any]:
    return columns(rows.order_by(*queue.order))[:number]


def heads(wanted: Wanted, now: datetime) -> QuerySet[Conversation]:
    """The heads of a list, in no order yet."""
    heads = _heads()
    if wanted.label:
        given = ConversationLabel.objects.filter(conversation=OuterRef("id"), label=wanted.label)
        heads = heads.filter(Exists(given))
    if wanted.listing is Listing.SEARCH:
        # As an array, which is found before the heads are: joined, a plan may read a whole house.
        return heads.filter(patient__any_of=ArraySubquery(search.patients(wanted.search)))
    return heads.filter(wanted.queue.where(Place(wanted.department, wanted.member, now)))


def _heads() -> QuerySet[Conversation]:
    return Conversation.objects.filter(last_number__gt=0)


def _cursor(queue: Queue, head: Listed) -> str:
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
