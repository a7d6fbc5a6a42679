"""Whose turn it is to be worked on in a thread of this process.

Threads share one interpreter and take it from each other every five milliseconds, so of five pages begun at
once all five are late. Two are worked on at a time, one while the other waits for the database, and who comes
then stands in line. Nobody stands there for long, because what is before them may wait for a slow statement
and not for the interpreter: after `PATIENCE` they are worked on beside it.
"""

from __future__ import annotations

import asyncio
from types import TracebackType

AT_ONCE = 2
PATIENCE = 0.02


class Turns:
    """`async with turns:` around work in a thread; first come, first served. Belongs to one event loop."""

    def __init__(self, at_once: int = AT_ONCE, patience: float = PATIENCE) -> None:
        self._at_once, self._patience = at_once, patience
        self._at_work = 0
        self._line: dict[asyncio.Future[None], None] = {}

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
        self._line[turn] = None
        timer = loop.call_later(self._patience, self._begin, turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self._leave()  # it was their turn, and they went away in the same moment
            raise
        finally:
            timer.cancel()
            self._line.pop(turn, None)

    def _begin(self, turn: asyncio.Future[None]) -> None:
        self._line.pop(turn, None)
        if not turn.done():
            self._at_work += 1
            turn.set_result(None)

    def _leave(self) -> None:
        self._at_work -= 1
        while self._line and self._at_work < self._at_once:
            self._begin(next(iter(self._line)))
