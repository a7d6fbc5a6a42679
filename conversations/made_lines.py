"""Lines of lists that this process made a moment ago, for as long as they would be made the same.

A team opens its list again and again, and between two times one or two of its forty lines have changed.
A line is found by the whole row it is made of, which row security gave to this very request and in which the
words are sealed: so only who may read it finds it, and never an older one (docs/decisions/0024). It stays a
minute or two, in the memory of the process and nowhere else.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe

from conversations.listed import Written

# Since when and until when it reads like this.
Made = tuple[datetime, datetime, str]
Known = dict[Written, Made]

KEPT_SECONDS = 60.0
# Some 2 kB each.
MOST = 4000


class MadeLines:
    """By whose they are (`desk`), and by row. What nobody asked for within a minute is forgotten."""

    def __init__(self) -> None:
        self._young: dict[Hashable, Known] = {}
        self._old: dict[Hashable, Known] = {}
        self._count, self._since = 0, 0.0

    def lines(
        self,
        rows: Iterable[Written],
        desk: Hashable,
        now: datetime,
        make: Callable[[Written], Made],
        current: str,
    ) -> SafeString:
        """One after the other; `make` is asked for what is not there, or would read differently now.

        The conversation that is open beside the list (`current`) has a line of its own.
        """
        self._forget()
        young, old = self._young.setdefault(desk, {}), self._old.get(desk, {})
        found: list[str] = []
        for row in rows:
            made = young.get(row)
            if row[0] == current:
                made = make(row)
            elif made is None or not _reads_so(made, now):
                made = old.get(row)
                young[row] = made = made if made and _reads_so(made, now) else make(row)
                self._count += 1
            found.append(made[2])
        return mark_safe("".join(found))

    def _forget(self) -> None:
        now = time.monotonic()
        if self._count >= MOST or now - self._since >= KEPT_SECONDS:
            self._old, self._young = self._young, {}
            self._count, self._since = 0, now


def _reads_so(made: Made, now: datetime) -> bool:
    return made[0] <= now < made[1]
