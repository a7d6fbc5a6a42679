"""The lines of the inbox, forty on a page: each made of texts once, and filled into its markup."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conversations.deadlines import Reading
from conversations.kept_markup import KeptMarkup
from conversations.listed import LastLine, Listed, Written, last_lines, read
from conversations.made_lines import Made, MadeLines
from conversations.models import Message
from conversations.queues import Listing, end_of_day
from rowsecurity.scopes import scope_organisation

LONGEST = 90
_NONE = UUID(int=0)


class Line(NamedTuple):
    """What a line shows. `state` colours the pill; without a pill it says when something came."""

    address: str
    current: str
    name: str
    subject: str
    pill: str
    state: str
    came_at: str
    came: str
    author: str
    text: str
    labels: str
    assignee: str
    department: str


class LineLabel(NamedTuple):
    name: str
    colour: str


_LINES = KeptMarkup("conversations/staff/_line.html", "line", markup=("labels",))
_LABELS = KeptMarkup("conversations/staff/_label.html", "label")


@dataclass(frozen=True)
class Shown:
    """What the lines of a list share: which it is, when, what links keep, and which is open beside it."""

    listing: Listing
    now: datetime
    case_address: str
    where_query: str
    current: str

    @cached_property
    def promises(self) -> Reading:
        return Reading(self.now)

    @cached_property
    def midnight(self) -> datetime:
        return end_of_day(self.now)

    @property
    def desk(self) -> Hashable:
        """What else a line depends on than its row and the moment, and in whose house it is read."""
        return scope_organisation(), get_language(), self.case_address, self.where_query


_made = MadeLines()


def lines(rows: Iterable[Written], shown: Shown) -> SafeString:
    """The lines of a list, as they stand on the page. What was searched for is kept nowhere."""
    if shown.listing is Listing.SEARCH:
        return mark_safe("".join([made for _since, _until, made in _make(rows, shown)]))
    return _made.lines(rows, shown.desk, shown.now, lambda rows: _make(rows, shown), shown.current)


def _make(rows: Iterable[Written], shown: Shown) -> list[Made]:
    heads = [read(row) for row in rows]
    last = last_lines(heads)
    return [
        (shown.now, _until(head, shown), _LINES.rows([line(head, last.get(head.id), shown)]))
        for head in heads
    ]


def _until(row: Listed, shown: Shown) -> datetime:
    if row.answer_due_at and not row.closed_at:
        return min(shown.midnight, shown.promises.until(row.answer_due_at))
    return shown.midnight


def line(row: Listed, last: LastLine | None, shown: Shown) -> Line:
    """The line of one conversation."""
    pill, state = _pill(row, shown)
    came_at = None if pill else timezone.localtime(row.last_message_at)
    return Line(
        address=f"{shown.case_address}{row.id}/?{shown.where_query}",
        current="true" if row.id == shown.current else "",
        name=row.patient,
        subject=row.subject,
        pill=pill,
        state=state,
        came_at=came_at.isoformat() if came_at else "",
        came=short_moment(came_at, shown.now) if came_at else "",
        author=_author(last) if last else "",
        text=_shortened(last.words(row)) if last else "",
        labels=_LABELS.rows(LineLabel(*each) for each in sorted(row.labels)) if row.labels else "",
        assignee=row.assignee or "",
        department=row.department or "",
    )


def case_address(slug: str) -> str:
    """Where the conversations of an organisation are; the id of one and a slash follow."""
    return reverse("conversations:case", args=[slug, _NONE]).removesuffix(f"{_NONE}/")


def short_moment(at: datetime, now: datetime) -> str:
    """In a list: the time today, then "yesterday", a weekday, a date."""
    local = timezone.localtime(at)
    days = (timezone.localtime(now).date() - local.date()).days
    if days == 0:
        return formats.date_format(local, "TIME_FORMAT")
    if days == 1:
        return _("yesterday")
    return formats.date_format(local, "D" if 1 < days < 7 else "j b")


def _pill(head: Listed, shown: Shown) -> tuple[str, str]:
    if head.closed_at:
        return _("closed"), "plain"
    if head.answer_due_at:
        due = shown.promises.of(head.answer_due_at)
        return due.text, "" if due.state == "plain" else due.state
    if head.is_partners_word:
        return _("another organisation wrote"), "plain"
    if head.waiting_since:
        return short_moment(head.waiting_since, shown.now), "plain"
    return "", ""


def _author(last: LastLine) -> str:
    if last.side == Message.Side.TEAM:
        return last.author_label
    return _("Automatic") if last.side == Message.Side.SYSTEM else ""


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
