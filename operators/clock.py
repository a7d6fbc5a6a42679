"""What an operator sees of the clock: how late it is, how fast it goes, and what did not work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

MINUTES = 60
MOST_STEPS = 50
LATE = 120


@dataclass(frozen=True, slots=True)
class Standing:
    """How it is now."""

    oldest_seconds: float
    overdue: int
    leased: int
    failed: int

    @property
    def is_late(self) -> bool:
        return self.oldest_seconds >= LATE

    @property
    def oldest(self) -> timedelta:
        return timedelta(seconds=round(self.oldest_seconds))


@dataclass(frozen=True, slots=True)
class Minute:
    """What was done in one minute."""

    at: datetime
    claimed: int = 0
    done: int = 0
    left_out: int = 0
    failed: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """Steps of one organisation that stopped on one fault."""

    reason: str
    organisation: str
    number: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One step that stopped; where and when, never whose."""

    id: UUID
    reason: str
    organisation: str
    due_at: datetime
    attempts: int


def standing() -> Standing:
    """One row of numbers."""
    return Standing(*_rows("SELECT oldest_seconds, overdue, leased, failed FROM clock_standing()")[0])


def minutes() -> list[Minute]:
    """The last hour, newest first; a minute in which nothing was done is not there."""
    found: dict[datetime, dict[str, int]] = {}
    for minute, what, number in _rows("SELECT minute, what, number FROM clock_minutes(%s)", MINUTES):
        counts = found.setdefault(minute, {})
        name = what.partition(":")[0]
        counts[name] = counts.get(name, 0) + number
    known = Minute.__dataclass_fields__.keys()
    return [
        Minute(minute.astimezone(UTC), **{name: n for name, n in counts.items() if name in known})
        for minute, counts in sorted(found.items(), reverse=True)
    ]


def failures() -> list[Failure]:
    """What stopped for good, by fault and organisation."""
    statement = "SELECT reason, organisation, number, oldest FROM clock_failures()"
    return [Failure(*row) for row in _rows(statement)]


def failed_steps() -> list[Step]:
    """The oldest of them, one by one."""
    statement = "SELECT id, reason, organisation, due_at, attempts FROM clock_failed_steps(%s)"
    return [Step(*row) for row in _rows(statement, MOST_STEPS)]


def _rows(statement: str, *parameters: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
