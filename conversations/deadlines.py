"""How a promise reads in a queue: "1 day late", "5 h left", "tomorrow", "Tue 24 Nov"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class Deadline:
    """`state` is late, wait (today) or plain, and chooses the colour; `text` says it without colour."""

    state: str
    text: str


def read(due: datetime, *, now: datetime) -> Deadline:
    """Say how a promise stands."""
    if due < now:
        return Deadline("late", _("%(time)s late") % {"time": _span(now - due)})
    days = (timezone.localtime(due).date() - timezone.localtime(now).date()).days
    if days == 0:
        return Deadline("wait", _("%(time)s left") % {"time": _span(due - now)})
    if days == 1:
        return Deadline("plain", _("tomorrow"))
    return Deadline("plain", formats.date_format(timezone.localtime(due), "D j b"))


def _span(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return _("%(number)d min") % {"number": max(minutes, 1)}
    if minutes < 24 * 60:
        return _("%(number)d h") % {"number": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}
