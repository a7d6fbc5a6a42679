"""Whose turn it is to be worked on in a thread of this process.

Threads share one interpreter and take it from each other every five milliseconds, so of five pages begun at
once all five are late. Two are worked on at a time, one while the other waits for the database, and who comes
then stands in line.

Those before them may both wait for a slow statement. Then the process has nothing to do, which is looked at
every `PATIENCE`: who stands in line is worked on beside them. While it has its hands full one more at work
would make all of them later, and ask for a connection that has planned nothing yet. Nobody stands there for
more than `LONGEST` all the same, because who is before them may count for long.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from types import TracebackType

AT_ONCE = 2
# Seconds.
PATIENCE = 0.02
LONGEST = 1.0
# Of a processor; a process that waits for its database uses less.
AT_REST = 1 / 3


class Turns:
    """`async with turns:` around work in a thread; first come, first served. Belongs to one event loop.

    `used` gives the seconds of processor that this process has used.
    """

    def __init__(
        self,
        at_once: int = AT_ONCE,
        patience: float = PATIENCE,
        longest: float = LONGEST,
        used: Callable[[], float] = time.process_time,
    ) -> None:
        self._at_once, self._patience, self._longest, self._used = at_once, patience, longest, used
        self._at_work = 0
        # Each with the moment it came.
        self._line: dict[asyncio.Future[None], float] = {}
        self._is_looking = False

    async def __aenter__(self) -> None:
        if self._at_work < self._at_once:
            self._at_work += 1
        else:
            await self._stand_in_line()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    async def _stand_in_line(self) -> None:
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        self._line[turn] = loop.time()
        if not self._is_looking:
            self._look_later(loop)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self._leave()  # it was their turn, and they went away in the same moment
            raise
        finally:
            self._line.pop(turn, None)

    def _look_later(self, loop: asyncio.AbstractEventLoop) -> None:
        self._is_looking = True
        loop.call_later(self._patience, self._look, loop, loop.time(), self._used())

    def _look(self, loop: asyncio.AbstractEventLoop, since: float, used: float) -> None:
        """While somebody stands in line, every now and then."""
        now = loop.time()
        is_at_rest = self._used() - used < AT_REST * (now - since)
        for turn, came in list(self._line.items()):
            if is_at_rest or now - came > self._longest:
                self._begin(turn)
        self._is_looking = False
        if self._line:
            self._look_later(loop)

    def _begin(self, turn: asyncio.Future[None]) -> None:
        self._line.pop(turn, None)
        if not turn.done():
            self._at_work += 1
            turn.set_result(None)

    def _leave(self) -> None:
        self._at_work -= 1
        while self._line and self._at_work < self._at_once:
            self._begin(next(iter(self._line)))
