"""Reading back over years: a stretch of a conversation by the numbers of its messages, never by an offset."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone

from conversations import queries
from conversations.models import Conversation, Message, Note
from conversations.queries import THREAD_PAGE

# With more unread than fits, the first of them stands on the screen with what came just before it.
BEFORE_UNREAD = 10
PLACES = ("voor", "vanaf", "rond", "maand")
MONTH = re.compile(r"^(\d{4})-(\d{2})$")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Messages in reading order, and the numbers from which one reads on; 0 where there is nothing more."""

    messages: list[Message] = field(default_factory=list)
    earlier: int = 0  # before this number
    later: int = 0  # from this number on
    ends_at: datetime | None = None  # when what comes after was sent


def latest(conversation: Conversation) -> Stretch:
    """The end of the conversation."""
    return before(conversation, None)


def before(conversation: Conversation, number: int | None) -> Stretch:
    """What stands before a number; without one, the end."""
    messages = queries.thread(conversation, before=number)
    # The end is where the newest are: only an older stretch has something after it.
    later = messages[-1].number + 1 if number and messages else 0
    sent_at = _sent_at(conversation, later)
    return Stretch(messages, _earlier(messages), later if sent_at else 0, sent_at)


def since(conversation: Conversation, number: int) -> Stretch:
    """What stands from a number on."""
    rows = queries.messages_of(conversation).filter(number__gte=number)
    found = list(rows.order_by("number")[: THREAD_PAGE + 1])
    messages, rest = found[:THREAD_PAGE], found[THREAD_PAGE:]
    if not messages:
        return latest(conversation)
    return Stretch(
        messages, _earlier(messages), rest[0].number if rest else 0, rest[0].sent_at if rest else None
    )


def to_read(conversation: Conversation, read: int) -> Stretch:
    """The end, or, when not all that is unread fits, where reading was left off."""
    if queries.last_visible(conversation) - read <= THREAD_PAGE - BEFORE_UNREAD:
        return latest(conversation)
    return since(conversation, max(1, read + 1 - BEFORE_UNREAD))


def wanted(request: HttpRequest, conversation: Conversation, *, read: int | None = None) -> Stretch:
    """The stretch that an address asks for: by a number, by a month, or where reading was left off."""
    asked = {name: _number(request.GET.get(name, "")) for name in ("voor", "vanaf", "rond")}
    if asked["voor"]:
        return before(conversation, asked["voor"])
    if asked["vanaf"]:
        return since(conversation, asked["vanaf"])
    if asked["rond"]:
        return since(conversation, max(1, asked["rond"] - THREAD_PAGE // 2))
    month = month_of(request.GET.get("maand", ""))
    if month:
        return since(conversation, first_since(conversation, month))
    return latest(conversation) if read is None else to_read(conversation, read)


def is_old(request: HttpRequest) -> bool:
    """Whether an address asks for another place than where reading goes on."""
    return any(request.GET.get(name) for name in PLACES)


def month_of(value: str) -> date | None:
    """The first day of "2024-03"."""
    match = MONTH.match(value)
    if match is None or not 1 <= int(match[2]) <= 12 or int(match[1]) < 1900:
        return None
    return date(int(match[1]), int(match[2]), 1)


def first_since(conversation: Conversation, day: date) -> int:
    """The number of the first message on or after a day; after the last one, the last."""
    midnight = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    rows = queries.messages_of(conversation).filter(sent_at__gte=midnight)
    found = rows.order_by("number").values_list("number", flat=True).first()
    return found or max(1, queries.last_visible(conversation))


def months(conversation: Conversation) -> list[date]:
    """Every month from the first message to the last, the newest first; empty when all is on one page."""
    last_number = queries.last_visible(conversation)
    if last_number <= THREAD_PAGE:
        return []
    ends = queries.messages_of(conversation).filter(number__in=[1, last_number])
    moments = [timezone.localtime(at).date() for at in ends.values_list("sent_at", flat=True)]
    if not moments:
        return []
    first, last = (12 * day.year + day.month - 1 for day in (min(moments), max(moments)))
    return [date(each // 12, each % 12 + 1, 1) for each in range(last, first - 1, -1)]


def notes_beside(stretch: Stretch, conversation: Conversation) -> list[Note]:
    """The team's notes of the time of a stretch, so that each note stands in exactly one."""
    rows = Note.objects.filter(conversation=conversation).select_related("author")
    if stretch.earlier:
        rows = rows.filter(created_at__gte=stretch.messages[0].sent_at)
    if stretch.ends_at:
        rows = rows.filter(created_at__lt=stretch.ends_at)
    return list(rows)


def _earlier(messages: list[Message]) -> int:
    return messages[0].number if messages and messages[0].number > 1 else 0


def _sent_at(conversation: Conversation, number: int) -> datetime | None:
    if not number:
        return None
    rows = queries.messages_of(conversation).filter(number=number)
    return rows.values_list("sent_at", flat=True).first()


def _number(value: str) -> int:
    is_number = value.isascii() and value.isdigit() and len(value) <= 9
    return int(value) if is_number else 0
