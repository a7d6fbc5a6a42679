"""Lines of lists that this process made a moment ago, for as long as they would be made the same.

A team opens its list again and again, and between two times one or two of its forty lines have changed.
A line is found by the whole row it is made of, which row security gave to this very request, with the number
of the message that it shows, which never changes: so only who may read it finds it, and never an older one
(docs/decisions/0024). It stays a minute or two, in the memory of the process and nowhere else.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime
from sys import getsizeof

from django.utils.safestring import SafeString, mark_safe

from conversations.listed import Written

# Since when and until when it reads like this.
Made = tuple[datetime, datetime, str]
Known = dict[Written, Made]

KEPT_SECONDS = 60.0
# Bytes of rows and what was made of them, without what Python needs to keep them; as much again of the minute
# before. A line is some 1.5 kB: enough for the lists of four hundred departments. With less, a process that
# serves a country forgets what is open.
MOST = 24_000_000


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
        make: Callable[[Sequence[Written]], Iterable[Made]],
        current: str,
    ) -> SafeString:
        """One after the other; `make` is asked for those that are not there, or would read differently now.

        The conversation that is open beside the list (`current`) has a line of its own.
        """
        if self._size >= MOST:
            self.forget()
        rows = list(rows)
        found = [None if row[0] == current else self._known(desk, row, now) for row in rows]
        missing = [place for place, made in enumerate(found) if made is None]
        if missing:
            for place, made in zip(missing, make([rows[place] for place in missing]), strict=True):
                found[place] = made
                if rows[place][0] != current:
                    self._keep(desk, rows[place], made)
        self._wind()
        return mark_safe("".join([made[2] for made in found if made]))

    def _known(self, desk: Hashable, row: Written, now: datetime) -> Made | None:
        """What was made of it, if it would read like this now."""
        made = self._young.get(desk, {}).get(row)
        if made is None and (made := self._old.get(desk, {}).get(row)):
            self._keep(desk, row, made)
        return made if made and made[0] <= now < made[1] else None

    def _keep(self, desk: Hashable, row: Written, made: Made) -> None:
        self._young.setdefault(desk, {})[row] = made
        self._size += sum(map(getsizeof, row)) + getsizeof(made[2])

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
