"""Reads of many followers in one call: while one is under way, those that come wait for the next.

Every reader still reads in a scope of their own, one after the other within the call; see the SQL function
`conversation_read_together_as`. What it saves is the way there and back.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from rowsecurity import pool
from rowsecurity.scopes import Scope

CALL = (
    "SELECT * FROM conversation_read_together_as(%s, %s::text[], %s::text[], %s::uuid[], %s::int[], %s::int)"
)
MOST_READERS = 64
Row = tuple[Any, ...]
Asked = tuple[Scope, UUID, int, asyncio.Future[list[Row]]]


class Together:
    """The readers of one work role in one process."""

    def __init__(self, role: str, limit: int) -> None:
        self.role, self.limit = role, limit
        self._waiting: list[Asked] = []
        self._task: asyncio.Task[None] | None = None

    async def read(self, reader: Scope, conversation_id: UUID, after: int) -> list[Row]:
        """The rows of `conversation_read_as` for this reader, without the access log."""
        answer: asyncio.Future[list[Row]] = asyncio.get_running_loop().create_future()
        self._waiting.append((reader, conversation_id, after, answer))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain())
        return await answer

    async def _drain(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST_READERS], self._waiting[MOST_READERS:]
            try:
                rows = await self._call(batch)
            except Exception as error:
                # Whoever asked decides what it means; nobody may be left waiting.
                _fail(batch, error)
                continue
            for number, (_, _, _, answer) in enumerate(batch, start=1):
                if not answer.done():
                    answer.set_result(rows[number])

    async def _call(self, batch: list[Asked]) -> dict[int, list[Row]]:
        scopes = [reader.parameters for reader, _, _, _ in batch]
        parameters = [
            self.role,
            [organisation for _, organisation, _ in scopes],
            [actor for _, _, actor in scopes],
            [conversation_id for _, conversation_id, _, _ in batch],
            [after for _, _, after, _ in batch],
            self.limit,
        ]
        rows: dict[int, list[Row]] = defaultdict(list)
        for row in await pool.call(CALL, parameters, role=self.role):
            rows[row[0]].append(row[1:])
        return rows


def _fail(batch: list[Asked], error: Exception) -> None:
    for _, _, _, answer in batch:
        if not answer.done():
            answer.set_exception(error)


_together: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Together]] = WeakKeyDictionary()


def together(role: str, limit: int) -> Together:
    """The queue of readers of this role in this process."""
    queues = _together.setdefault(asyncio.get_running_loop(), {})
    if role not in queues:
        queues[role] = Together(role, limit)
    return queues[role]
