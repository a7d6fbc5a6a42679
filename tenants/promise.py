"""When a department is open, and by when it promises an answer. Pure: no database, no clock.

Hours are local wall-clock times (`Europe/Amsterdam`) on the days the department opens, Dutch public holidays
excepted as the library `holidays` knows them: King's Day moves off a Sunday, Liberation Day is one in lustrum
years only, Good Friday and New Year's Eve are ordinary days. Moments come in with a zone and go out in UTC.

A promise of hours counts open hours. A promise of days counts whole opening days: a question asked while
open counts from the next opening day, one asked outside hours from the next opening, and the answer comes
before the last of those days closes. Without opening hours nothing is promised. A special day (a team day, an
evening before a feast) takes the place of its weekday.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

import holidays

ZONE = ZoneInfo("Europe/Amsterdam")
# Longer than any row of closed days; a department open on one weekday loses at most a few of them in a year.
HORIZON = timedelta(days=370 * 2)

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Hours:
    """A stretch of one weekday (0 is Monday), in local time."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Special:
    """A day that is other than its weekday, also when it is a public holiday; without times it is closed."""

    day: date
    opens: time | None = None
    closes: time | None = None


@dataclass(frozen=True, slots=True)
class Timetable:
    """What a department promises: its week, and within how many open hours or opening days it answers.

    `outside_days` is what it promises to a question that comes while it is closed, when that is another.
    """

    week: tuple[Hours, ...]
    amount: int
    in_days: bool
    outside_days: int | None = None
    specials: tuple[Special, ...] = ()


def is_open(timetable: Timetable, at: datetime) -> bool:
    """Whether the department answers at this moment."""
    return any(start <= at < end for start, end in _opening_day(timetable, at.astimezone(ZONE).date()))


def next_opening(timetable: Timetable, at: datetime) -> datetime | None:
    """The first moment from `at` on that the department is open; `at` itself while it is."""
    stretch = next(_stretches(timetable, at), None)
    return stretch and stretch[0]


def closing(timetable: Timetable, at: datetime) -> datetime | None:
    """The end of the stretch that is open at this moment; None while closed."""
    stretch = next(_stretches(timetable, at), None)
    return stretch[1] if stretch and stretch[0] <= at else None


def answer_by(timetable: Timetable, asked_at: datetime) -> datetime | None:
    """The moment by which an answer is promised to a question asked at `asked_at`."""
    if timetable.outside_days and not is_open(timetable, asked_at):
        return _after_days(timetable, asked_at, timetable.outside_days)
    if timetable.in_days:
        return _after_days(timetable, asked_at, timetable.amount)
    return _after_hours(timetable, asked_at)


def _after_hours(timetable: Timetable, asked_at: datetime) -> datetime | None:
    left = timedelta(hours=timetable.amount)
    for start, end in _stretches(timetable, asked_at):
        if left <= end - start:
            return start + left
        left -= end - start
    return None


def _after_days(timetable: Timetable, asked_at: datetime, days: int) -> datetime | None:
    today = asked_at.astimezone(ZONE).date()
    first = today + timedelta(days=1) if is_open(timetable, asked_at) else today
    whole_days = (
        stretches[-1][1] for stretches in _opening_days(timetable, first) if stretches[0][0] >= asked_at
    )
    return next(islice(whole_days, max(days, 1) - 1, None), None)


def _stretches(timetable: Timetable, after: datetime) -> Iterator[Stretch]:
    """Open stretches from `after` on; the first is cut to begin there."""
    after = after.astimezone(UTC)
    for stretches in _opening_days(timetable, after.astimezone(ZONE).date()):
        yield from ((max(start, after), end) for start, end in stretches if end > after)


def _opening_days(timetable: Timetable, first: date) -> Iterator[list[Stretch]]:
    if not timetable.week:
        return
    for ahead in range(HORIZON.days):
        stretches = _opening_day(timetable, first + timedelta(days=ahead))
        if stretches:
            yield stretches


def _opening_day(timetable: Timetable, day: date) -> list[Stretch]:
    """The open stretches of one local day in UTC, in order, overlaps counted once."""
    merged: list[Stretch] = []
    for opens, closes in sorted(_hours(timetable, day)):
        start, end = _moment(day, opens), _moment(day, closes)
        start = max(start, merged[-1][1]) if merged else start
        # Hours that the clock skips in spring have no length.
        if start < end:
            merged.append((start, end))
    return merged


def _hours(timetable: Timetable, day: date) -> list[tuple[time, time]]:
    """From when until when, on the clock of the wall; a special day goes before a public holiday."""
    special = [each for each in timetable.specials if each.day == day]
    if special:
        return [(each.opens, each.closes) for each in special if each.opens and each.closes]
    if day in _holidays(day.year):
        return []
    return [(each.opens, each.closes) for each in timetable.week if each.weekday == day.weekday()]


def _moment(day: date, wall: time) -> datetime:
    return datetime.combine(day, wall, tzinfo=ZONE).astimezone(UTC)


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NL", years=year))
