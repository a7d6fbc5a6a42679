"""A line of the inbox, read off its head once.

Forty of them stand on a page, and templates look things up slowly.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from conversations import deadlines
from conversations.models import Conversation, Message
from conversations.queries import Row
from conversations.queues import Listing
from tenants.models import Organisation

LONGEST = 90
_NONE = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Line:
    """What a line shows. `state` colours the pill; without a pill it says when something came."""

    id: UUID
    name: str
    subject: str
    pill: str
    state: str
    came_at: datetime | None
    came: str
    author: str
    text: str
    labels: Any
    assignee: str
    department: str
    is_current: bool


def line(row: Row, listing: Listing, now: datetime, *, current: str) -> Line:
    """The line of one conversation; `current` is the id of the one that is open beside the list."""
    head = row.conversation
    pill, state = _pill(head, now)
    came_at = None if pill else head.last_message_at
    is_elsewhere = listing in (Listing.MINE, Listing.SEARCH)
    return Line(
        id=head.id,
        name=head.patient.formal_name,
        subject=head.subject,
        pill=pill,
        state=state,
        came_at=came_at,
        came=short_moment(came_at, now) if came_at else "",
        author=_author(row.last),
        text=_shortened(row.last.body) if row.last else "",
        labels=row.labels,
        assignee=head.assignee.display_name if head.assignee else "",
        department=head.department.name if is_elsewhere else "",
        is_current=str(head.id) == current,
    )


def case_address(organisation: Organisation) -> str:
    """Where the conversations of an organisation are; the id of one and a slash follow."""
    return reverse("conversations:case", args=[organisation.slug, _NONE]).removesuffix(f"{_NONE}/")


def short_moment(at: datetime, now: datetime) -> str:
    """In a list: the time today, then "yesterday", a weekday, a date."""
    local = timezone.localtime(at)
    days = (timezone.localtime(now).date() - local.date()).days
    if days == 0:
        return formats.date_format(local, "TIME_FORMAT")
    if days == 1:
        return _("yesterday")
    return formats.date_format(local, "D" if 1 < days < 7 else "j b")


def _pill(head: Conversation, now: datetime) -> tuple[str, str]:
    if head.closed_at:
        return _("closed"), "plain"
    if head.answer_due_at:
        due = deadlines.read(head.answer_due_at, now=now)
        return due.text, "" if due.state == "plain" else due.state
    if head.is_partners_word:
        return _("another organisation wrote"), "plain"
    if head.waiting_since:
        return short_moment(head.waiting_since, now), "plain"
    return "", ""


def _author(last: Message | None) -> str:
    if last is None or last.side not in (Message.Side.TEAM, Message.Side.SYSTEM):
        return ""
    return last.author_label if last.side == Message.Side.TEAM else _("Automatic")


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
