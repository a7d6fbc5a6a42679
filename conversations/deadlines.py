"""How a promise reads in a queue: "1 day late", "5 h left", "tomorrow", "Tue 24 Nov"."""

from __future__ import annotations

from collections.abc import Hashable
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
    return Reading(now).of(due)


class Reading:
    """How promises stand at one moment. A list has many that read the same: each is put in words once."""

    def __init__(self, now: datetime) -> None:
        self._now, self._zone = now, timezone.get_current_timezone()
        self._today = now.astimezone(self._zone).date()
        self._said: dict[Hashable, Deadline] = {}

    def of(self, due: datetime) -> Deadline:
        """Say how one stands."""
        local = due.astimezone(self._zone)
        days = (local.date() - self._today).days
        key: Hashable = days
        if due < self._now or days == 0:
            key = due < self._now, *_largest(abs(due - self._now))
        found = self._said.get(key)
        if found is None:
            found = self._said[key] = self._read(due, local, days)
        return found

    def until(self, due: datetime) -> datetime:
        """Up to when it reads like that, unless the day ends before."""
        if due < self._now:
            return due + _beyond(self._now - due)
        days = (due.astimezone(self._zone).date() - self._today).days
        return due - timedelta(minutes=_minutes(due - self._now)) if days == 0 else due

    def _read(self, due: datetime, local: datetime, days: int) -> Deadline:
        if due < self._now:
            return Deadline("late", _("%(time)s late") % {"time": _span(self._now - due)})
        if days == 0:
            return Deadline("wait", _("%(time)s left") % {"time": _span(due - self._now)})
        if days == 1:
            return Deadline("plain", _("tomorrow"))
        return Deadline("plain", formats.date_format(local, "D j b"))


def _largest(span: timedelta) -> tuple[str, int]:
    """A span in the largest unit that it fills."""
    minutes = _minutes(span)
    if minutes < 60:
        return "min", max(minutes, 1)
    return ("h", minutes // 60) if minutes < 24 * 60 else ("d", minutes // (24 * 60))


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def _beyond(span: timedelta) -> timedelta:
    """The span from which on it is a minute, an hour or a day more."""
    unit = {"min": 1, "h": 60, "d": 24 * 60}[_largest(span)[0]]
    return timedelta(minutes=(_minutes(span) // unit + 1) * unit)


def _span(span: timedelta) -> str:
    unit, number = _largest(span)
    if unit == "min":
        return _("%(number)d min") % {"number": number}
    if unit == "h":
        return _("%(number)d h") % {"number": number}
    return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}
