"""How the web speaks with the media workers: asks, answers and changes, all over Valkey.

Ids only: a room and a peer are uuids the web makes for one visit, and no name of anybody goes over this line.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncGenerator
from typing import Any

import orjson
import redis
from redis.asyncio import Redis
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Broken
from redis.exceptions import RedisError
from redis.retry import Retry

from video.placement import Worker, worker_for

CHANGES = "media:changes"
WORKERS = "media:workers"
PATIENCE = 2
# As often one who waits for an answer looks whether the worker still lives.
SLICE = 0.5
# An ask that nobody took by then is of a worker that is gone.
ASKS_KEPT = 20
# A room keeps the worker it was given first, also when others come; its worker renews this.
PLACED_FOR = 60
LOOK_EVERY = 0.2
# A connection on which nothing came for so long is tried, and then made again.
SILENCE = 10.0
BEGUN_AGAIN_AFTER = 0.3
# A Valkey that takes what it is sent and says nothing must not hold a request for ever. Tried twice, because
# a connection that was kept may be of a Valkey that is gone; the client's own habit is ten times.
MUTE_AFTER, TRIED_AGAIN = 1, 1
# Whoever asks first places a room, in one step: two that look at the same moment must agree.
PLACE = """
local placed = redis.call('GET', KEYS[1])
if placed and placed ~= ARGV[1] then return placed end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return ARGV[2]
"""
UNPLACE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


class DirectClient:
    """Asks from code that may wait, such as a plain view outside a transaction; `tell` waits for nobody."""

    def __init__(self, redis_url: str) -> None:
        given: dict[str, Any] = {"decode_responses": True, "socket_connect_timeout": 1}
        again = Retry(NoBackoff(), TRIED_AGAIN)
        self._redis = redis.Redis.from_url(redis_url, socket_timeout=MUTE_AFTER, retry=again, **given)
        # An answer that was taken and not heard is gone, so this one is patient and asks once.
        self._patient = redis.Redis.from_url(
            redis_url, socket_timeout=PATIENCE, retry=Retry(NoBackoff(), 0), **given
        )

    def close(self) -> None:
        self._redis.close()
        self._patient.close()

    def workers(self) -> list[Worker]:
        """Return the workers that live now."""
        names = sorted(map(str, self._redis.smembers(WORKERS)))
        values = self._redis.mget([f"media:worker:{name}" for name in names]) if names else []
        return read_workers(names, values)

    def worker_of(self, room: str) -> Worker | None:
        """Return the worker that carries a room, or shall; the first to ask decides for all."""
        live, key = {worker.id: worker for worker in self.workers()}, f"media:room:{room}"
        placed = self._redis.get(key)
        if placed in live:
            return live[str(placed)]
        chosen = worker_for(room, live.values())
        if chosen is None:
            return None
        return live.get(str(self._redis.eval(PLACE, 1, key, placed or "", chosen.id, PLACED_FOR)), chosen)

    def ask(self, room: str, do: str, **fields: Any) -> dict[str, Any]:
        """Ask the worker of a room; refused as `no_worker` without one, as `silent` when it is mute.

        When the worker dies meanwhile, the one that has the room then is asked.
        """
        asked, number, ends = "", "", time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            worker = self.worker_of(room)
            if worker is None:
                return {"refused": "no_worker"}
            if worker.id != asked:
                asked, number = worker.id, str(uuid.uuid4())
                self._put(asked, said(number, room, do, fields))
            found = self._patient.blpop([f"media:answer:{number}"], timeout=SLICE)
            if found:
                return heard(found, asked)
        return heard(None, asked)

    def tell(self, room: str, do: str, **fields: Any) -> None:
        """Ask what needs no answer, and wait for none: a mute worker holds nobody."""
        worker = self.worker_of(room)
        if worker is not None:
            self._put(worker.id, said("", room, do, fields))

    def _put(self, worker: str, ask: bytes) -> None:
        with self._redis.pipeline(transaction=False) as pipe:
            pipe.rpush(f"media:asks:{worker}", ask)
            pipe.expire(f"media:asks:{worker}", ASKS_KEPT)
            pipe.execute()


class MediaClient:
    """The same for an event loop, and what only a loop can do: hear changes and notice who is gone."""

    def __init__(self, redis_url: str) -> None:
        self._redis: Redis = Redis.from_url(
            redis_url,
            decode_responses=True,
            socket_timeout=PATIENCE,
            socket_connect_timeout=1,
            retry=AsyncRetry(NoBackoff(), TRIED_AGAIN),
        )

    async def close(self) -> None:
        await self._redis.aclose()

    async def workers(self) -> list[Worker]:
        """Return the workers that live now."""
        names = sorted(map(str, await self._redis.smembers(WORKERS)))
        values = await self._redis.mget([f"media:worker:{name}" for name in names]) if names else []
        return read_workers(names, values)

    async def worker_of(self, room: str) -> Worker | None:
        """Return the worker that carries a room, or shall; the first to ask decides for all."""
        live, key = {worker.id: worker for worker in await self.workers()}, f"media:room:{room}"
        placed = await self._redis.get(key)
        if placed in live:
            return live[str(placed)]
        chosen = worker_for(room, live.values())
        if chosen is None:
            return None
        first = await self._redis.eval(PLACE, 1, key, placed or "", chosen.id, PLACED_FOR)
        return live.get(str(first), chosen)

    async def ask(self, room: str, do: str, **fields: Any) -> dict[str, Any]:
        """Ask the worker of a room; refused as `no_worker` without one, as `silent` when it is mute."""
        asked, number, ends = "", "", time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            worker = await self.worker_of(room)
            if worker is None:
                return {"refused": "no_worker"}
            if worker.id != asked:
                asked, number = worker.id, str(uuid.uuid4())
                await self._put(asked, said(number, room, do, fields))
            found = await self._redis.blpop([f"media:answer:{number}"], timeout=SLICE)
            if found:
                return heard(found, asked)
        return heard(None, asked)

    async def _put(self, worker: str, ask: bytes) -> None:
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.rpush(f"media:asks:{worker}", ask)
            pipe.expire(f"media:asks:{worker}", ASKS_KEPT)
            await pipe.execute()

    async def changes(self) -> AsyncGenerator[dict[str, Any], None]:
        """Return what changes in any room, for ever; a connection that breaks or is mute is made again."""
        while True:
            try:
                async with self._redis.pubsub() as channel:
                    await channel.subscribe(CHANGES)
                    is_tried = False
                    while True:
                        told = await channel.get_message(timeout=SILENCE)
                        if told is None:
                            if is_tried:
                                raise Broken
                            await channel.ping()
                        is_tried = told is None
                        if told and told["type"] == "subscribe":
                            await self._ask_again()
                        change = read_change(told["data"]) if told and told["type"] == "message" else None
                        if change is not None:
                            yield change
            except (RedisError, OSError):
                await asyncio.sleep(BEGUN_AGAIN_AFTER)

    async def _ask_again(self) -> None:
        """Have all rooms told: what was told while this process did not hear is nowhere else."""
        for worker in await self.workers():
            await self._put(worker.id, said("", "", "tell", {}))

    async def watch(self) -> None:
        """Say that the rooms of workers that are gone are lost; a second watcher does no harm.

        Gone is who is missed twice: after a pause of Valkey itself everybody is missed once.
        """
        missed: set[str] = set()
        while True:
            try:
                known = set(map(str, await self._redis.smembers(WORKERS)))
                gone = known - {worker.id for worker in await self.workers()}
                for worker in gone & missed:
                    await self._offer_anew(worker)
                missed = gone
            except (RedisError, OSError):
                # Calls go on without Valkey, and their workers announce themselves when it is back.
                missed = set()
            await asyncio.sleep(LOOK_EVERY)

    async def _offer_anew(self, worker: str) -> None:
        """Tell the rooms of a worker, once: whoever takes it from the list is the one that tells."""
        if not await self._redis.srem(WORKERS, worker):
            return
        rooms = list(map(str, await self._redis.smembers(f"media:rooms:{worker}")))
        async with self._redis.pipeline(transaction=False) as pipe:
            for room in rooms:
                pipe.eval(UNPLACE, 1, f"media:room:{room}", worker)
                pipe.publish(CHANGES, orjson.dumps({"room": room, "lost": True}))
            pipe.delete(f"media:rooms:{worker}")
            await pipe.execute()


def read_workers(names: list[str], values: list[Any]) -> list[Worker]:
    announced = [(name, orjson.loads(value)) for name, value in zip(names, values, strict=True) if value]
    return [Worker(name, told["load"], told["draining"]) for name, told in announced]


def read_change(data: str | bytes) -> dict[str, Any] | None:
    """Return a change of a room; None when it is none."""
    try:
        change = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    return change if isinstance(change, dict) and isinstance(change.get("room"), str) else None


def said(number: str, room: str, do: str, fields: dict[str, Any]) -> bytes:
    return orjson.dumps({"ask": number, "do": do, "room": room, **fields})


def heard(found: Any, worker: str) -> dict[str, Any]:
    answer: dict[str, Any] = orjson.loads(found[1]) if found else {"refused": "silent"}
    return answer | {"worker": worker}
