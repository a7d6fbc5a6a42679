"""Quarters in local time, named by their first day. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from django.utils import timezone

from monitoring_export import months
from monitoring_export.counting import moment
from monitoring_export.spans import FINAL_AFTER

# One day for giving what is final; the door `monitor_figures` keeps to the same.
SHOWN_AFTER = FINAL_AFTER + timedelta(days=1)
BACK = 8
WRITTEN = re.compile(r"(20\d\d)-?[QqKk]([1-4])")


def first_day(day: date) -> date:
    """The first day of the quarter of a day."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def running() -> date:
    return first_day(timezone.localdate())


def shifted(quarter: date, count: int) -> date:
    """The quarter so many later (or, below zero, earlier)."""
    return months.shifted(quarter, count * 3)


def finished(count: int) -> list[date]:
    """The last quarters that are in the monitor, oldest first."""
    return _before(first_day(timezone.localdate() - SHOWN_AFTER), count)


def final(count: int) -> list[date]:
    """The last quarters of which figures may be given, oldest first."""
    return _before(first_day(timezone.localdate() - FINAL_AFTER), count)


def to_begin_with() -> list[date]:
    """From which one may take part, oldest first: also one that is over and not yet shown."""
    return [*_before(running(), BACK), running()]


def shown_from(quarter: date) -> datetime:
    """From when on a quarter is in the monitor."""
    return moment(shifted(quarter, 1) + SHOWN_AFTER)


def name(quarter: date) -> str:
    """As it stands on a page and in a file: 2026-Q3."""
    return f"{quarter.year}-Q{(quarter.month + 2) // 3}"


def parse(text: str) -> date | None:
    """The quarter of "2026-Q3" (or with the K of kwartaal), or None."""
    found = WRITTEN.fullmatch(text.strip())
    return date(int(found[1]), int(found[2]) * 3 - 2, 1) if found else None


def _before(quarter: date, count: int) -> list[date]:
    return [shifted(quarter, -back) for back in range(count, 0, -1)]
