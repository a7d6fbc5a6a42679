"""From the clock on the wall to an instant, and back. Pure: knows no now, no database.

An appointment is a local time in a zone; a step counts in calendar days and names an hour of the wall
clock. Only the last computation makes an instant of it, so that daylight saving moves nothing.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

NETHERLANDS = "Europe/Amsterdam"
SATURDAY = 5


class NonexistentTime(ValueError):
    """The clock never shows this: it skips from 02:00 to 03:00."""


class AmbiguousTime(ValueError):
    """The clock shows this twice: it goes back from 03:00 to 02:00."""


def instant(local: datetime, *, zone: str = NETHERLANDS, second: bool | None = None) -> datetime:
    """The instant of a wall-clock time typed by a person.

    Refuses what the clock never shows, and asks (`second`) when it shows it twice.
    """
    first, later = (local.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    if first.utcoffset() != later.utcoffset():
        if first.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local:
            raise NonexistentTime(local.isoformat())
        if second is None:
            raise AmbiguousTime(local.isoformat())
    return (later if second else first).astimezone(UTC)


def step_instant(
    anchor: datetime,
    *,
    offset: int,
    at: time | None,
    unit: str = "days",
    later: int = 0,
    zone: str = NETHERLANDS,
) -> datetime:
    """The instant of `at` on the wall, so many days or working days from the day of the anchor.

    In hours it counts from the anchor itself. `later` are the calendar days of a repetition. A plan has
    nobody to ask: an hour that is skipped becomes the same hour after the jump (02:30 is 03:30), an hour
    that comes twice is the first of the two.
    """
    if unit == "hours":
        exact = anchor + timedelta(hours=offset)
        if not later:
            return exact.astimezone(UTC)
        local = exact.astimezone(ZoneInfo(zone))
        return datetime.combine(
            local.date() + timedelta(days=later), local.time(), tzinfo=ZoneInfo(zone)
        ).astimezone(UTC)
    day = local_day(anchor, zone)
    day = from_working_days(day, offset) if unit == "working_days" else day + timedelta(days=offset)
    return datetime.combine(day + timedelta(days=later), at or time(9), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def from_working_days(day: date, number: int) -> date:
    """So many working days after a day, or before it when negative; none is the day itself."""
    step = timedelta(days=1 if number > 0 else -1)
    for _ in range(abs(number)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def is_working_day(day: date) -> bool:
    """No weekend and no Dutch public holiday."""
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NL", years=year))


def local_day(moment: datetime, zone: str = NETHERLANDS) -> date:
    """The calendar day of an instant, as people at the place name it."""
    return moment.astimezone(ZoneInfo(zone)).date()


def deadline(anchor: datetime, *, days_before: int, now: datetime, zone: str = NETHERLANDS) -> date:
    """The day by which something must be done: so many days before, but not in the past or after it."""
    last = local_day(anchor, zone)
    earliest = min(local_day(now, zone) + timedelta(days=1), last)
    return max(last - timedelta(days=days_before), earliest)
