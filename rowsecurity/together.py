"""What many ask of the database at once, in one call: while it is under way, who comes waits for the next.

Each still has a scope of their own, taken on one after the other within the call. What is saved is the way
there and back, and for what is written the wait for the disk.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

import psycopg

MOST = 64
OF_ONE = (psycopg.errors.DeadlockDetected, psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled)
Asked = TypeVar("Asked")
Answered = TypeVar("Answered")
# Answers for the askers of one work role, in their order.
Call = Callable[[str, list[Asked]], Awaitable[list[Answered]]]


class Together(Generic[Asked, Answered]):
    """Those who wait for the next call, of one kind and one work role in one process.

    After a call the next begins at least `pause` seconds later than it did: whoever comes first is served at
    once, and a crowd together.
    """

    def __init__(self, call: Call[Asked, Answered], role: str, pause: float) -> None:
        self._call, self._role, self._pause = call, role, pause
        self._waiting: list[tuple[Asked, asyncio.Future[Answered]]] = []
        self._task: asyncio.Task[None] | None = None

    async def ask(self, asked: Asked) -> Answered:
        """The answer to one. Raises what the call raised for it alone; without a database, for all."""
        answer: asyncio.Future[Answered] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answer))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain())
        return await answer

    async def _drain(self) -> None:
        while self._waiting:
            began = time.monotonic()
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            await self._answer(batch)
            rest = began + self._pause - time.monotonic()
            if rest > 0 and len(self._waiting) < MOST:
                await asyncio.sleep(rest)

    async def _answer(self, batch: list[tuple[Asked, asyncio.Future[Answered]]]) -> None:
        try:
            answers = await self._call(self._role, [asked for asked, _ in batch])
        except Exception as error:
            # Without a database all fail. Else one is to blame, and whoever asked decides what it means.
            if len(batch) == 1 or _is_for_all(error):
                return _fail(batch, error)
            for one in batch:
                await self._answer([one])
        else:
            for (_, waiting), answer in zip(batch, answers, strict=True):
                if not waiting.done():
                    waiting.set_result(answer)


def _is_for_all(error: Exception) -> bool:
    """A deadlock, or a lock that is waited for too long, is of one of them; the others try without it."""
    return isinstance(error, psycopg.OperationalError) and not isinstance(error, OF_ONE)


def _fail(batch: list[tuple[Asked, asyncio.Future[Answered]]], error: Exception) -> None:
    for _, waiting in batch:
        if not waiting.done():
            waiting.set_exception(error)


_queues: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Any, Together[Any, Any]]] = WeakKeyDictionary()


def together(call: Call[Asked, Answered], role: str, *, pause: float = 0.0) -> Together[Asked, Answered]:
    """The queue for calls of this kind in this role, in this process."""
    queues = _queues.setdefault(asyncio.get_running_loop(), {})
    if (call, role) not in queues:
        queues[call, role] = Together(call, role, pause)
    return queues[call, role]
