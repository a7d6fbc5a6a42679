"""The process: its event loop, what it hears and says over Valkey, and how it ends."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
import uvloop
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from video.media.house import House
from video.media.net import Port
from video.media.presence import Presence

logger = logging.getLogger(__name__)

STEP = 0.01
# New objects before the collector looks: a look at 50,000 stopped all calls for 55 ms, one at all for 30.
COLLECT_AFTER = 5_000
ANSWER_KEPT = 10
# A handshake takes some thousandths of a second of everybody's time, so a crowd comes in one by one.
BETWEEN_JOINS, JOINS_AT_ONCE = 0.05, 8
# What waits for longer than the web does, two seconds, is done for nobody.
MOST_JOINS_WAITING = 40
RETRY_AFTER, TOLD_EVERY = 0.2, 10
# A Valkey that says nothing for so long is away; what was begun is tried again by its job.
MUTE_AFTER = 2
CHANGES = "media:changes"


@dataclass(frozen=True)
class Settings:
    redis_url: str
    hosts: list[str]
    port: int
    drain_seconds: float


class Worker:
    """One worker; its id is new each time it starts, because its rooms end with it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.id = str(uuid.uuid4())
        self.redis: Redis = Redis.from_url(
            settings.redis_url,
            socket_timeout=MUTE_AFTER,
            socket_connect_timeout=MUTE_AFTER,
            retry=Retry(NoBackoff(), 0),
        )
        self.port = Port(settings.hosts, settings.port)
        self.house = House(self.port, settings.hosts, self._publish)
        # The last of each room that Valkey has not taken yet.
        self.changes: dict[str, dict[str, Any]] = {}
        self.presence = Presence(self.redis, self.house, worker=self.id, gave_up=self._gave_up)
        self.has_changes = asyncio.Event()
        self.joins: asyncio.Queue[dict[str, Any]] = asyncio.Queue(MOST_JOINS_WAITING)
        self.ended = asyncio.Event()
        self.asked_to_end = asyncio.Event()

    async def run(self) -> None:
        """Serve until asked to stop, and let calls end for as long as that was said to take."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.asked_to_end.set)
        if self.house.forwarder.library is None:
            logger.warning("the loop in C is not compiled or not wanted; the one in Python forwards packets")
        loop.add_reader(self.port.descriptor, self.house.forwarder.pump)
        jobs = [self.presence.announce, self._listen, self._publish_changes, self._let_in, self._steps]
        tasks = [asyncio.create_task(keep(job)) for job in jobs]
        # What was loaded stays; looking at it again would be heard.
        self.house.stalls.watch_collector()
        gc.collect()
        gc.freeze()
        gc.set_threshold(COLLECT_AFTER, 20, 1_000)
        await self.asked_to_end.wait()
        await self._drain()
        for task in tasks:
            task.cancel()
        # One that waits for Valkey may miss that it shall end; the process does not wait for it.
        await asyncio.wait(tasks, timeout=1)
        await asyncio.wait([asyncio.create_task(self._say_goodbye())], timeout=2)
        loop.remove_reader(self.port.descriptor)
        self.port.close()

    async def _drain(self) -> None:
        self.house.is_draining = True
        until = time.monotonic() + self.settings.drain_seconds
        while self.house.rooms and time.monotonic() < until:
            await asyncio.sleep(0.1)

    async def _say_goodbye(self) -> None:
        """Offer the rooms that are left to others, and be gone."""
        rooms = list(self.house.rooms)
        try:
            async with self.redis.pipeline(transaction=False) as pipe:
                pipe.delete(f"media:worker:{self.id}", f"media:rooms:{self.id}")
                pipe.srem("media:workers", self.id)
                for room in rooms:
                    pipe.delete(f"media:room:{room}")
                    pipe.publish(CHANGES, orjson.dumps({"room": room, "lost": True}))
                await pipe.execute()
            await self.redis.aclose()
        except RedisError:
            logger.warning("Valkey did not hear that this worker ended")

    async def _listen(self) -> None:
        key = f"media:asks:{self.id}"
        while True:
            found = await self.redis.blpop([key], timeout=1)
            if found is None:
                continue
            ask = read_ask(found[1])
            if ask is None:
                logger.warning("an ask that cannot be read was left out")
            elif ask["do"] == "join":
                try:
                    self.joins.put_nowait(ask)
                except asyncio.QueueFull:
                    await self._answer(ask, {"refused": "full"})
            else:
                await self._do(ask)

    async def _let_in(self) -> None:
        tokens, at = float(JOINS_AT_ONCE), time.monotonic()
        while True:
            ask = await self.joins.get()
            now = time.monotonic()
            tokens, at = min(JOINS_AT_ONCE, tokens + (now - at) / BETWEEN_JOINS), now
            if tokens < 1:
                await asyncio.sleep(BETWEEN_JOINS)
            tokens -= 1
            await self._do(ask)

    async def _do(self, ask: dict[str, Any]) -> None:
        """Do what was asked and answer whoever waits; one that goes wrong is refused, not fatal."""
        told = {name: value for name, value in ask.items() if name not in ("ask", "do")}
        try:
            answer = DOINGS[ask["do"]](self.house, **told)
        except Exception as error:
            # Its kind alone: the message may hold what a browser sent.
            logger.warning("an ask to %s failed: %s", ask["do"], type(error).__name__)
            answer = {"refused": "failed"}
        await self._answer(ask, answer)

    async def _answer(self, ask: dict[str, Any], answer: dict[str, Any]) -> None:
        if not ask["ask"]:
            return
        key = f"media:answer:{ask['ask']}"
        async with self.redis.pipeline(transaction=False) as pipe:
            pipe.rpush(key, orjson.dumps(answer))
            pipe.expire(key, ANSWER_KEPT)
            await pipe.execute()

    def _gave_up(self, room: str) -> None:
        self.changes.pop(room, None)

    def _publish(self, change: dict[str, Any]) -> None:
        self.changes[change["room"]] = change
        self.has_changes.set()

    async def _publish_changes(self) -> None:
        while True:
            await self.has_changes.wait()
            while self.changes:
                await self.presence.is_sure.wait()
                for room in list(self.changes):
                    await self._publish_one(room)
            self.has_changes.clear()

    async def _publish_one(self, room: str) -> None:
        change = self.changes.pop(room, None)
        if change is None:
            return
        try:
            await self.redis.publish(CHANGES, orjson.dumps(change))
        except Exception:
            # Unless there is a newer one.
            self.changes.setdefault(room, change)
            raise

    async def _steps(self) -> None:
        due = time.monotonic()
        while True:
            # After a stall the steps that were missed are not caught up with: that would be another stall.
            due = max(due + STEP, time.monotonic())
            await asyncio.sleep(due - time.monotonic())
            now = time.monotonic()
            self.house.stalls.note(now - due, now)
            self.house.step()


DOINGS: dict[str, Callable[..., dict[str, Any]]] = {
    "join": House.join,
    "leave": House.leave,
    "show": House.show,
    "close": House.close,
    "tell": House.tell,
    "stats": House.stats,
}
FIELDS: dict[str, dict[str, Any]] = {
    "join": {"room": str, "peer": str, "offer": str, "until": (int, float)},
    "leave": {"room": str, "peer": str},
    "show": {"room": str},
    "close": {"room": str},
    "tell": {},
    "stats": {"room": str},
}
LISTS = ("pinned", "muted", "held")


def read_ask(data: str | bytes) -> dict[str, Any] | None:
    """Return an ask with the fields it needs and no others; None when it is none."""
    try:
        ask = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(ask, dict) or ask.get("do") not in FIELDS or not isinstance(ask.get("ask"), str):
        return None
    wanted = FIELDS[ask["do"]]
    if not all(isinstance(ask.get(name), kind) for name, kind in wanted.items()):
        return None
    kept = {name: ask[name] for name in ("ask", "do", *wanted)}
    if ask["do"] == "join":
        kept["kind"] = str(ask.get("kind") or "call")
    if ask["do"] == "show":
        kept |= {name: [str(peer) for peer in ask.get(name) or []] for name in LISTS}
    return kept


async def keep(job: Any) -> None:
    """Do a job for ever; without Valkey calls go on and only news waits."""
    told_at = -float(TOLD_EVERY)
    while True:
        try:
            await job()
        except (RedisError, OSError):
            if time.monotonic() - told_at >= TOLD_EVERY:
                told_at = time.monotonic()
                logger.warning("Valkey does not answer; calls go on, nobody can join")
            await asyncio.sleep(RETRY_AFTER)
        except Exception:
            # One call that goes wrong must not end the care for all others.
            logger.exception("a job of the worker failed and is begun again")
            await asyncio.sleep(RETRY_AFTER)


def serve(settings: Settings) -> None:
    async def live() -> None:
        await Worker(settings).run()

    uvloop.run(live())
