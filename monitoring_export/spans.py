"""Days put together to days, months, quarters and years. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from monitoring_export.months import shifted

Step = Literal["day", "month", "quarter", "year", "whole"]
# After the end of a month or quarter; see final.py.
FINAL_AFTER = timedelta(days=9)
MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "year": 12}


def start_of(day: date, step: Step) -> date:
    """The first day of the day, month, quarter or year that a day is in."""
    count = MONTHS.get(step)
    if count is None:
        return day
    return day.replace(month=(day.month - 1) // count * count + 1, day=1)


def end_of(start: date, step: Step) -> date:
    """The first day after a month, quarter or year that begins on `start`."""
    return shifted(start, MONTHS[step])


def over_on(day: date, step: Step) -> date:
    """The first day of the last month or quarter that was over on a day."""
    return start_of(start_of(day, step) - timedelta(days=1), step)


def widened(first: date, until: date, step: Step) -> tuple[date, date]:
    """The range made of whole steps; a range taken as one whole is made of whole months."""
    if step == "day" or first >= until:
        return first, until
    unit: Step = "month" if step == "whole" else step
    last = start_of(until, unit)
    return start_of(first, unit), last if last == until else end_of(last, unit)
