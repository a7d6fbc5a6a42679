"""Moments of the demo world: always some days before now, the team at work on working days only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Moment:
    """`days` back from today, counted in working days or in plain days; at `clock` local time."""

    days: int
    clock: str
    is_working_day: bool = True

    def at(self, now: datetime) -> datetime:
        """The moment itself, in the past of `now`."""
        today = timezone.localtime(now).date()
        day = working_day_before(today, self.days) if self.is_working_day else today - timedelta(self.days)
        hour, minute = (int(part) for part in self.clock.split("."))
        return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def working(days: int, clock: str) -> Moment:
    """The n-th working day before today."""
    return Moment(days, clock)


def evening(days: int, clock: str = "22.30") -> Moment:
    """Any day, as patients write."""
    return Moment(days, clock, is_working_day=False)


def working_day_before(day: date, count: int) -> date:
    while count:
        day -= timedelta(1)
        count -= day.weekday() < SATURDAY
    return day
