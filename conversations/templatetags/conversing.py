"""How moments and people read in conversations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from django import template
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from conversations import deadlines, queue_lines
from conversations.context_blocks import TaskPage, blocks, pages_of_tasks
from conversations.deadlines import Deadline
from conversations.models import Conversation, TeamTask
from files import wording
from files.limits import LARGEST_FILE, MOST_FILES
from files.models import StoredFile
from tenants.wording import moment_in_words

register = template.Library()
_BY_NAME = {"file": "", "thumbnail": "klein/", "file_removed": "weg/"}


@register.filter
def deadline(due: datetime) -> Deadline:
    """How a promise stands now."""
    return deadlines.read(due, now=timezone.now())


@register.filter
def moment(at: datetime) -> str:
    """Day and time in full: "Monday 30 November at 10.20"."""
    return moment_in_words(at)


@register.filter
def short_moment(at: datetime) -> str:
    """In a list: the time today, then "yesterday", a weekday, a date."""
    return queue_lines.short_moment(at, timezone.now())


@register.filter
def clock(at: datetime) -> str:
    """The time of day, as people of this language write it: "09.42"."""
    return formats.date_format(timezone.localtime(at), "TIME_FORMAT")


@register.filter
def day(at: datetime) -> str:
    """The day above its messages: "today", "yesterday", "Friday 20 November"."""
    local = timezone.localtime(at).date()
    days = (timezone.localdate() - local).days
    if days in (0, 1):
        return _("Today") if days == 0 else _("Yesterday")
    this_year = local.year == timezone.localdate().year
    return formats.date_format(local, "l j E" if this_year else "l j E Y")


@register.filter
def utc(at: datetime) -> str:
    """A moment as scripts compare it: fixed width, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@register.filter
def initials(name: str) -> str:
    """Two letters for an avatar: of a department its first two, of a person first and last name."""
    words = [word for word in name.split() if word[:1].isalpha()]
    if len(words) > 1:
        return (words[0][0] + words[-1][0]).upper()
    return name[:2].capitalize()


@register.simple_tag(takes_context=True)
def file_address(context: template.Context, file: StoredFile, name: str) -> str:
    """The address of a file ("file", "thumbnail", "file_removed"), on the side that looks."""
    if "files_at" in context:  # of another organisation's conversation
        return f"{context['files_at']}{file.id}/{_BY_NAME[name]}"
    if context.get("question"):  # there is no conversation yet
        return reverse("conversations:draft_thumbnail", args=[file.id])
    conversation_id = file.meant_for  # where it was sent, also when shown with another that goes on there
    if context["side"] == "team":
        return reverse(
            f"conversations:case_{name}", args=[context["organisation"].slug, conversation_id, file.id]
        )
    return reverse(f"conversations:own_{name}", args=[conversation_id, file.id])


@register.simple_tag
def refusal_of(file: StoredFile) -> str:
    """Why a file was refused, and what to do."""
    return wording.refusal(file.reason)


@register.simple_tag
def largest_file() -> int:
    """In bytes."""
    return LARGEST_FILE


@register.simple_tag
def most_files() -> int:
    """With one message."""
    return MOST_FILES


@register.simple_tag
def too_large() -> str:
    return wording.too_large()


@register.simple_tag
def too_many() -> str:
    return wording.too_many()


@register.simple_tag(takes_context=True)
def context_blocks(context: template.Context, conversation: Conversation) -> list[dict[str, object]]:
    """What the apps above know about this patient, beside the conversation."""
    return blocks(context["request"], conversation)


@register.simple_tag(takes_context=True)
def own_blocks(context: template.Context, conversation: Conversation) -> list[dict[str, object]]:
    """What the apps above show to the patient's side under the title of a conversation."""
    return blocks(context["request"], conversation, own=True)


@register.simple_tag
def with_pages(tasks: Iterable[TeamTask]) -> list[tuple[TeamTask, TaskPage | None]]:
    """Each task of the team with the page it is done on, if it has one; one statement for all."""
    rows = list(tasks)
    pages = pages_of_tasks([task.id for task in rows])
    return [(task, pages.get(task.id)) for task in rows]


@register.filter
def dialled(number: str) -> str:
    """A telephone number as a link dials it."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


@register.filter
def of(found: dict[object, object], key: object) -> object:
    """What belongs to a key, or nothing."""
    return found.get(key, 0)
