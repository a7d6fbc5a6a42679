"""The two columns at the start of the inbox: the queues, and the list that was chosen.

They are asked for at every page and at every change, so each is a template rendered once and filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from conversations import team_work
from conversations.about import Told
from conversations.badges import TASKS_BACK
from conversations.context_blocks import beside_queues
from conversations.kept_markup import KeptMarkup
from conversations.lists import Page, Wanted
from conversations.models import Label
from conversations.queue_lines import Shown, case_address, lines
from conversations.queue_links import department_links, queue_links
from people.edges import MemberRequest
from tenants.models import Department


@dataclass(frozen=True, slots=True)
class Inbox:
    """What stands in both: the departments with how many wait there, what was told of the one that is looked
    at, which list of it is wanted, and the conversation that is open beside it (its id, or nothing)."""

    request: MemberRequest
    now: datetime
    departments: Mapping[Department, int]
    told: Told
    wanted: Wanted
    current: str

    @property
    def address(self) -> str:
        return _addresses(self.request.organisation.slug).inbox

    @property
    def queue(self) -> dict[str, str]:
        """Which list it is, in an address, whatever label was chosen in it."""
        wanted = self.wanted
        chosen = {"zoek": wanted.search} if wanted.search else {"lijst": wanted.listing.value}
        return {"afdeling": str(wanted.department.id), **chosen}

    @property
    def where(self) -> dict[str, str]:
        """What links keep in their address."""
        return self.queue | ({"label": str(self.wanted.label.id)} if self.wanted.label else {})


class Queues(NamedTuple):
    """Markup, but for where a new conversation begins."""

    new: str
    departments: str
    queues: str
    labels: str
    beside: str


class Column(NamedTuple):
    """A list. `beside` says that a conversation stands beside it, `nothing` why there is no line."""

    title: str
    beside: str
    address: str
    department: str
    search: str
    tasks_back: str
    label: str
    any_label: str
    lines: str
    nothing: str
    next: str


class LabelLink(NamedTuple):
    address: str
    name: str
    colour: str
    current: str


class Addresses(NamedTuple):
    inbox: str
    case: str
    new: str


_QUEUES = KeptMarkup(
    "conversations/staff/_queues.html", "column", markup=("departments", "queues", "labels", "beside")
)
_LIST = KeptMarkup("conversations/staff/_list.html", "column", markup=("tasks_back", "label", "lines"))
_LABELS = KeptMarkup("conversations/staff/_label_link.html", "link")


@lru_cache(maxsize=1000)
def _addresses(slug: str) -> Addresses:
    inbox, new = (reverse(f"conversations:{name}", args=[slug]) for name in ("inbox", "find_to_write"))
    return Addresses(inbox, case_address(slug), new)


def queues(inbox: Inbox) -> SafeString:
    """The departments, the queues of the one that is looked at, its labels, and what other apps add."""
    counts, wanted = inbox.told.counts, inbox.wanted
    shown = Queues(
        new=_addresses(inbox.request.organisation.slug).new,
        departments=department_links(inbox.departments, wanted, inbox.address),
        queues=queue_links(counts, wanted, inbox.address),
        labels=_LABELS.rows(_label_link(each, inbox) for each in inbox.told.labels),
        beside="".join(
            render_to_string(template, {"block": block}, inbox.request)
            for template, block in beside_queues(counts)
        ),
    )
    return _QUEUES.rows([shown])


def _label_link(label: Label, inbox: Inbox) -> LabelLink:
    of = f"afdeling={inbox.wanted.department.id}&lijst={inbox.wanted.listing.value}&label={label.id}"
    return LabelLink(
        f"{inbox.address}?{of}", label.name, label.colour, "page" if label == inbox.wanted.label else ""
    )


def listed(inbox: Inbox, page: Page) -> SafeString:
    """The list that was chosen: what came back by itself, the lines, and the way on."""
    wanted, kept = inbox.wanted, urlencode(inbox.where)
    found = _lines(inbox, page, kept)
    shown = Column(
        title=f"{wanted.listing.label}: {wanted.search}" if wanted.search else str(wanted.listing.label),
        beside=inbox.current,
        address=inbox.address,
        department=str(wanted.department.id),
        search=wanted.search,
        tasks_back=_tasks_back(inbox, kept),
        label=_label(wanted),
        any_label=f"{inbox.address}?{urlencode(inbox.queue)}" if wanted.label else "",
        lines=found,
        nothing="" if found else _nothing(wanted),
        next=f"{inbox.address}?{kept}&{urlencode({'na': page.next})}" if page.next else "",
    )
    return _LIST.rows([shown])


def _lines(inbox: Inbox, page: Page, kept: str) -> SafeString:
    case = _addresses(inbox.request.organisation.slug).case
    return lines(page.written, Shown(inbox.wanted.listing, inbox.now, case, kept, inbox.current))


def _tasks_back(inbox: Inbox, kept: str) -> str:
    if not (inbox.wanted.is_beginning and inbox.told.counts[TASKS_BACK]):
        return ""
    context = {"tasks_back": team_work.tasks_back_in(inbox.told.place), "where_query": kept}
    return render_to_string("conversations/staff/_tasks_back.html", context, inbox.request)


def _label(wanted: Wanted) -> str:
    return (
        render_to_string("conversations/staff/_label.html", {"label": wanted.label}) if wanted.label else ""
    )


def _nothing(wanted: Wanted) -> str:
    if wanted.search:
        return _(
            "Nobody is found with these words. Type the first letters of a name, a patient number, or a date"
            " of birth such as 14-03-1958."
        )
    if wanted.label:
        return _("No conversation in this list has this label.")
    return _("Nobody waits in this list.")
