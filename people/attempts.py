"""Counts what may be tried only so often: guesses, codes by text message. In the database, for all processes.

Counted in a transaction of its own, before the thing is tried: a failure that rolls back still counts.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` of one kind within a stretch of time that begins at the first."""

    kind: str
    most: int
    within: timedelta

    def count(self, *who: object) -> bool:
        """Count one more; whether it may be tried."""
        return bool(_door("SELECT attempt_allowed(%s, %s, %s)", [self._bucket(who), self.most, self.within]))

    def is_reached(self, *who: object) -> bool:
        """Whether the next one would be too many; counts nothing."""
        return not _door("SELECT attempt_open(%s, %s)", [self._bucket(who), self.most])

    def forget(self, *who: object) -> None:
        """Begin anew, because the right person has shown to be there."""
        _door("SELECT attempt_forget(%s)", [self._bucket(who)])

    def _bucket(self, who: tuple[object, ...]) -> bytes:
        return hashlib.sha256("|".join([self.kind, *map(str, who)]).encode()).digest()


def _door(statement: str, parameters: list[Any]) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
        return row[0] if row else None


def clear_old() -> None:
    """Remove counts whose stretch of time is over."""
    _door("SELECT attempt_clear_old()", [])
