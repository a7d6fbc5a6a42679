"""Thin events: a name, topics and ids. Sent after the commit; a lost one is healed by the next read.

A topic names who listens: "conversation.<id>", "department.<id>", "person.<id>". No text, no names of
people, nothing about health: what an event means is read from the database by each who hears it.
"""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import orjson
import redis
import redis.asyncio
from django.conf import settings
from django.db import transaction

CHANNEL = "bd.events"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened (past tense, "message.sent"), who listens, and ids or numbers to read by."""

    name: str
    topics: list[str]
    data: dict[str, Any] = field(default_factory=dict)

    def encode(self) -> bytes:
        return orjson.dumps({"event": self.name, "topics": self.topics, **self.data})


def topic(kind: str, identity: UUID) -> str:
    return f"{kind}.{identity}"


def publish(event: Event) -> None:
    """Send the event once the transaction has committed; without a live connection it is dropped."""
    transaction.on_commit(partial(_send, event))


async def publish_now(event: Event) -> None:
    """Send the event from the asynchronous path, after its commit; never waits for Redis.

    Events that arrive while one batch is under way go out together in the next.
    """
    loop = asyncio.get_running_loop()
    outgoing = _outgoing.get(loop)
    if outgoing is None:
        outgoing = _outgoing[loop] = Outgoing()
    outgoing.add(event)


class Outgoing:
    """The events of one process on their way out, in order."""

    MOST_WAITING = 10_000
    PAUSE = 0.02

    def __init__(self) -> None:
        self._client = redis.asyncio.Redis.from_url(
            settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1
        )
        self._waiting: list[bytes] = []
        self._task: asyncio.Task[None] | None = None

    def add(self, event: Event) -> None:
        """Queue an event. Dropped when Redis is away for long: the heads are compared anyway."""
        if len(self._waiting) < self.MOST_WAITING:
            self._waiting.append(event.encode())
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain())

    async def _drain(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                await self._client.publish(CHANNEL, b"[" + b",".join(batch) + b"]")
            except (redis.RedisError, OSError):
                await asyncio.sleep(0.2)
            # The first goes at once; what follows on its heels goes together, and wakes every process once.
            await asyncio.sleep(self.PAUSE)


_outgoing: WeakKeyDictionary[asyncio.AbstractEventLoop, Outgoing] = WeakKeyDictionary()
# A Redis that does not answer costs one waiting second, not one for every request.
_quiet_until = 0.0


def _send(event: Event) -> None:
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        _client(os.getpid()).publish(CHANNEL, b"[" + event.encode() + b"]")
    except redis.RedisError:
        # Nothing depends on it: every process compares heads every few seconds.
        _quiet_until = time.monotonic() + 2


@cache
def _client(process_id: int) -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
