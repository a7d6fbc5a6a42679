"""Lines of lists that this process made a moment ago, for as long as they would be made the same.

A team opens its list again and again, and between two times one or two of its forty lines have changed.
A line is found by the whole row it is made of, which row security gave to this very request and in which the
words are sealed: so only who may read it finds it, and never an older one (docs/decisions/0024). It stays a
minute or two, in the memory of the process and nowhere else.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from sys import getsizeof

from django.utils.safestring import SafeString, mark_safe

from conversations.listed import Written

# Since when and until when it reads like this.
Made = tuple[datetime, datetime, str]
Known = dict[Written, Made]

KEPT_SECONDS = 60.0
# Bytes of rows and of what was made of them; as much again of the minute before. A line is some 3 kB,
# or 40 after a long message.
MOST = 12_000_000


class MadeLines:
    """By whose they are (`desk`), and by row. What nobody asked for within a minute is forgotten."""

    def __init__(self) -> None:
        self._young: dict[Hashable, Known] = {}
        self._old: dict[Hashable, Known] = {}
        self._size = 0
        self._clock: threading.Timer | None = None
        self._winding = threading.Lock()

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
        if self._size >= MOST:
            self.forget()
        young, old = self._young.setdefault(desk, {}), self._old.get(desk, {})
        found: list[str] = []
        for row in rows:
            made = young.get(row)
            if row[0] == current:
                made = make(row)
            elif made is None or not _reads_so(made, now):
                made = old.get(row)
                young[row] = made = made if made and _reads_so(made, now) else make(row)
                self._size += sum(map(getsizeof, row)) + getsizeof(made[2])
            found.append(made[2])
        self._wind()
        return mark_safe("".join(found))

    def forget(self) -> None:
        """Let go of what nobody asked for since the last time."""
        self._old, self._young, self._size = self._young, {}, 0

    def _wind(self) -> None:
        """See to it that they are forgotten, also where nobody asks for a list any more."""
        with self._winding:
            if self._clock is None and (self._young or self._old):
                self._clock = threading.Timer(KEPT_SECONDS, self._on_the_minute)
                self._clock.daemon = True
                self._clock.start()

    def _on_the_minute(self) -> None:
        self.forget()
        with self._winding:
            self._clock = None
        self._wind()


def _reads_so(made: Made, now: datetime) -> bool:
    return made[0] <= now < made[1]
