"""How the web speaks with the media workers: asks, answers and changes, all over Valkey.

Ids only: a room and a peer are uuids the web makes for one visit, and no name of anybody goes over this line.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from typing import Any

import orjson
import redis
from redis.asyncio import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from video.placement import Worker, worker_for

CHANGES = "media:changes"
WORKERS = "media:workers"
PATIENCE = 2
# A room keeps the worker it was given first, also when others come; its worker renews this.
PLACED_FOR = 60
LOOK_EVERY = 0.3
# A Valkey that takes what it is sent and says nothing must not hold a request for ever.
SILENT_AFTER = PATIENCE + 2


class DirectClient:
    """Asks from code that may wait, such as a plain view outside a transaction; `tell` waits for nobody."""

    def __init__(self, redis_url: str) -> None:
        self._redis = redis.Redis.from_url(
            redis_url, decode_responses=True, socket_timeout=SILENT_AFTER, socket_connect_timeout=1
        )
        # Once more, because a connection that was kept may be of a Valkey that is gone.
        self._hasty = redis.Redis.from_url(
            redis_url,
            decode_responses=True,
            socket_timeout=1,
            socket_connect_timeout=1,
            retry=Retry(NoBackoff(), 1),
        )

    def close(self) -> None:
        self._redis.close()
        self._hasty.close()

    def workers(self) -> list[Worker]:
        """Return the workers that live now."""
        return _workers(self._redis)

    def worker_of(self, room: str) -> Worker | None:
        """Return the worker that carries a room, or shall; the first to ask decides for all."""
        return _worker_of(self._redis, room)

    def ask(self, room: str, do: str, **fields: Any) -> dict[str, Any]:
        """Ask the worker of a room; refused as `no_worker` without one, as `silent` when it is mute."""
        worker = self.worker_of(room)
        if worker is None:
            return {"refused": "no_worker"}
        number = str(uuid.uuid4())
        self._redis.rpush(f"media:asks:{worker.id}", said(number, room, do, fields))
        return heard(self._redis.blpop([f"media:answer:{number}"], timeout=PATIENCE), worker)

    def tell(self, room: str, do: str, **fields: Any) -> None:
        """Ask what needs no answer, and wait for none: a mute worker holds nobody."""
        worker = _worker_of(self._hasty, room)
        if worker is not None:
            self._hasty.rpush(f"media:asks:{worker.id}", said("", room, do, fields))


def _workers(valkey: redis.Redis) -> list[Worker]:
    names = sorted(map(str, valkey.smembers(WORKERS)))
    values = valkey.mget([f"media:worker:{name}" for name in names]) if names else []
    return read_workers(names, values)


def _worker_of(valkey: redis.Redis, room: str) -> Worker | None:
    live, key = {worker.id: worker for worker in _workers(valkey)}, f"media:room:{room}"
    placed = valkey.get(key)
    if placed in live:
        return live[str(placed)]
    chosen = worker_for(room, live.values())
    if chosen is None:
        return None
    if placed is not None:
        valkey.delete(key)
    first = valkey.set(key, chosen.id, nx=True, get=True, ex=PLACED_FOR)
    return live.get(str(first), chosen)


class MediaClient:
    """The same for an event loop, and what only a loop can do: hear changes and notice who is gone."""

    def __init__(self, redis_url: str) -> None:
        self._redis: Redis = Redis.from_url(redis_url, decode_responses=True)

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
        if placed is not None:
            await self._redis.delete(key)
        first = await self._redis.set(key, chosen.id, nx=True, get=True, ex=PLACED_FOR)
        return live.get(str(first), chosen)

    async def ask(self, room: str, do: str, **fields: Any) -> dict[str, Any]:
        """Ask the worker of a room; refused as `no_worker` without one, as `silent` when it is mute."""
        worker = await self.worker_of(room)
        if worker is None:
            return {"refused": "no_worker"}
        number = str(uuid.uuid4())
        await self._redis.rpush(f"media:asks:{worker.id}", said(number, room, do, fields))
        return heard(await self._redis.blpop([f"media:answer:{number}"], timeout=PATIENCE), worker)

    async def changes(self) -> AsyncIterator[dict[str, Any]]:
        """Return what changes in any room, for ever; a connection that breaks is made again."""
        while True:
            try:
                async with self._redis.pubsub() as channel:
                    await channel.subscribe(CHANGES)
                    async for told in channel.listen():
                        if told["type"] == "subscribe":
                            await self._ask_again()
                        change = read_change(told["data"]) if told["type"] == "message" else None
                        if change is not None:
                            yield change
            except (RedisError, OSError):
                await asyncio.sleep(LOOK_EVERY)

    async def _ask_again(self) -> None:
        """Have all rooms told: what was told while this process did not hear is nowhere else."""
        for worker in await self.workers():
            await self._redis.rpush(f"media:asks:{worker.id}", said("", "", "tell", {}))

    async def watch(self) -> None:
        """Say that the rooms of workers that are gone are lost; a second watcher does no harm."""
        while True:
            try:
                known = set(map(str, await self._redis.smembers(WORKERS)))
                for gone in known - {worker.id for worker in await self.workers()}:
                    await self._offer_anew(gone)
            except (RedisError, OSError):
                # Calls go on without Valkey, and their workers announce themselves when it is back.
                pass
            await asyncio.sleep(LOOK_EVERY)

    async def _offer_anew(self, worker: str) -> None:
        """Tell the rooms of a worker, once: whoever takes it from the list is the one that tells."""
        if not await self._redis.srem(WORKERS, worker):
            return
        for room in map(str, await self._redis.smembers(f"media:rooms:{worker}")):
            if await self._redis.get(f"media:room:{room}") == worker:
                await self._redis.delete(f"media:room:{room}")
            await self._redis.publish(CHANGES, orjson.dumps({"room": room, "lost": True}))


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


def heard(found: Any, worker: Worker) -> dict[str, Any]:
    answer: dict[str, Any] = orjson.loads(found[1]) if found else {"refused": "silent"}
    return answer | {"worker": worker.id}
