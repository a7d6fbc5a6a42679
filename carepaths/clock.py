"""From the clock on the wall to an instant, and back. Pure: knows no now, no database.

An appointment is a local time in a zone; a step counts in calendar days and names an hour of the wall
clock. Only the last computation makes an instant of it, so that daylight saving moves nothing.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

NETHERLANDS = "Europe/Amsterdam"


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


def step_instant(anchor: datetime, *, offset_days: int, at: time, zone: str = NETHERLANDS) -> datetime:
    """The instant of `at` on the wall, so many calendar days from the day of the anchor.

    A plan has nobody to ask: an hour that is skipped becomes the same hour after the jump (02:30 is
    03:30), an hour that comes twice is the first of the two.
    """
    day = local_day(anchor, zone) + timedelta(days=offset_days)
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def local_day(moment: datetime, zone: str = NETHERLANDS) -> date:
    """The calendar day of an instant, as people at the place name it."""
    return moment.astimezone(ZoneInfo(zone)).date()


def deadline(anchor: datetime, *, days_before: int, now: datetime, zone: str = NETHERLANDS) -> date:
    """The day by which something must be done: so many days before, but not in the past or after it."""
    last = local_day(anchor, zone)
    earliest = min(local_day(now, zone) + timedelta(days=1), last)
    return max(last - timedelta(days=days_before), earliest)
