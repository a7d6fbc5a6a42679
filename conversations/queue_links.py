"""The links beside the lists: the departments and the queues, each with how much is in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from conversations.badges import BOUND
from conversations.kept_markup import KeptMarkup
from conversations.lists import Wanted
from conversations.queues import QUEUES, Listing
from tenants.models import Department


class QueueLink(NamedTuple):
    """A number that has a state stands on a pill; a queue that is not counted has none."""

    address: str
    name: str
    number: str
    state: str
    current: str


_LINKS = KeptMarkup("conversations/staff/_queue_link.html", "link")


def up_to(number: int) -> str:
    """A number that was counted no further than its bound."""
    return f"{BOUND - 1}+" if number >= BOUND else str(number)


def department_links(waiting: Mapping[Department, int], wanted: Wanted, inbox: str) -> SafeString:
    """The departments, with who waits there; `inbox` is the address of all lists."""
    is_open = wanted.listing == Listing.OPEN and not wanted.label
    return _LINKS.rows(
        QueueLink(
            f"{inbox}?afdeling={each.id}",
            each.name,
            up_to(number),
            "",
            "page" if is_open and each == wanted.department else "",
        )
        for each, number in waiting.items()
    )


def queue_links(counts: Mapping[str, Any], wanted: Wanted, inbox: str) -> SafeString:
    """The queues of the department after the first, which stands under its own name."""
    return _LINKS.rows(_queues(counts, wanted, f"{inbox}?afdeling={wanted.department.id}&lijst="))


def _queues(counts: Mapping[str, Any], wanted: Wanted, address: str) -> Iterator[QueueLink]:
    queues: Iterable[Any] = list(QUEUES.values())[1:]
    for queue in queues:
        number = counts.get(queue.listing.value, 0)
        if queue.is_hidden_when_empty and not number and queue.listing != wanted.listing:
            continue
        is_current = queue.listing == wanted.listing and not wanted.label
        yield QueueLink(
            f"{address}{queue.listing.value}",
            str(queue.listing.label),
            up_to(number) if queue.is_counted else "",
            queue.state if number else "",
            "page" if is_current else "",
        )
