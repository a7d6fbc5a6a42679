"""Months in local time, as people mean them."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def first_day(moment: date) -> date:
    """The first day of the month of a day or of a moment (in local time)."""
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment).date()
    return moment.replace(day=1)


def this_month() -> date:
    return first_day(timezone.now())


def shifted(month: date, count: int) -> date:
    """The month so many months later (or, below zero, earlier)."""
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def up_to(month: date, count: int) -> list[date]:
    """The last `count` months that end with this one, oldest first."""
    return [shifted(month, -back) for back in reversed(range(count))]


def bounds(month: date) -> tuple[datetime, datetime]:
    """The moments at which the month begins and ends, the end not included."""
    days = month, shifted(month, 1)
    begin, end = (timezone.make_aware(datetime(day.year, day.month, day.day)) for day in days)
    return begin, end


def parse(text: str) -> date | None:
    """A month as it stands in an address ("2026-11"), or None."""
    try:
        return datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return None
