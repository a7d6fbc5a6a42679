"""The ears of one web process: one subscription to Redis, whatever number of sockets listen here.

An event goes to the local listeners of its topics. It is a wake-up and nothing more: when one is lost (Redis
away, a process killed between commit and publish) the chores below find out within four seconds.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import orjson
import redis
import redis.asyncio
from django.conf import settings

from realtime.events import CHANNEL

logger = logging.getLogger("realtime")

# Without a word from Redis for this long the line is tried, and then opened anew.
SILENCE_SECONDS = 10.0
CHORE_SECONDS = 2.0


class Listener(Protocol):
    """A socket. `hear` is called in the event loop and may not wait for anything."""

    def hear(self, event: dict[str, Any]) -> None: ...


Chore = Callable[[], Awaitable[None]]
Hearer = Callable[[dict[str, Any]], None]
_hearers: dict[str, Hearer] = {}
_chores: list[Chore] = []


def when_heard(name: str, hearer: Hearer) -> None:
    """Call `hearer` in every process for each event of this name, listeners or not."""
    _hearers[name] = hearer


def every_two_seconds(chore: Chore) -> None:
    """Run `chore` in every process that has listeners."""
    if chore not in _chores:
        _chores.append(chore)


class Hub:
    """Topics and who listens to them, in one event loop."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = defaultdict(set)
        self._tasks: list[asyncio.Task[None]] = []

    def join(self, topic: str, listener: Listener) -> None:
        """From now on the listener hears the topic."""
        self.open()
        self._listeners[topic].add(listener)

    def leave(self, topic: str, listener: Listener) -> None:
        listeners = self._listeners.get(topic)
        if listeners is not None:
            listeners.discard(listener)
            if not listeners:
                del self._listeners[topic]

    def topics(self, kind: str) -> list[str]:
        """The topics of one kind that anybody here listens to."""
        return [topic for topic in self._listeners if topic.startswith(f"{kind}.")]

    def hear(self, event: dict[str, Any]) -> None:
        """Pass an event to whoever listens, each listener once."""
        hearer = _hearers.get(event.get("event", ""))
        if hearer:
            hearer(event)
        heard: set[Listener] = set()
        for topic in event.get("topics", ()):
            heard |= self._listeners.get(topic, set())
        for listener in heard:
            listener.hear(event)

    def open(self) -> None:
        """Subscribe, unless this process does already."""
        if not self._tasks or any(task.done() for task in self._tasks):
            self._tasks = [asyncio.create_task(self._subscribe()), asyncio.create_task(self._do_chores())]

    async def _subscribe(self) -> None:
        pause = 0.05
        while True:
            try:
                await self._listen()
                pause = 0.05
            except (redis.RedisError, OSError, TimeoutError) as error:
                logger.warning("no events from Redis: %s", type(error).__name__)
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(pause * 2, 2.0)

    async def _listen(self) -> None:
        client = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_timeout=None)
        try:
            async with client.pubsub() as line:
                await line.subscribe(CHANNEL)
                await self._read(line)
        finally:
            await client.aclose()

    async def _read(self, line: redis.asyncio.client.PubSub) -> None:
        is_tried = False
        while True:
            message = await line.get_message(timeout=SILENCE_SECONDS)
            if message is None:
                if is_tried:
                    return
                await line.ping()
            is_tried = message is None
            if message and message["type"] == "message":
                for event in orjson.loads(message["data"]):
                    self.hear(event)

    async def _do_chores(self) -> None:
        while True:
            await asyncio.sleep(CHORE_SECONDS)
            for chore in _chores:
                try:
                    await chore()
                except Exception as error:
                    # The border of a process-long loop: the database may be away, the next round tries again.
                    logger.warning("a chore failed: %s", type(error).__name__)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of this process (of the running event loop)."""
    loop = asyncio.get_running_loop()
    found = _hubs.get(loop)
    if found is None:
        found = _hubs[loop] = Hub()
    return found
