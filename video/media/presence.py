"""What others find of a worker in Valkey: that it lives, how busy it is, and which rooms are its own."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable

import orjson
from redis.asyncio import Redis

from video.media.house import House

# Who is silent for longer is taken for dead, and its rooms go to others.
ANNOUNCED_EVERY, ANNOUNCED_FOR = 0.2, 900
# A part of the rooms each time: all at once stood still for 10 ms with 160 of them.
PARTS, PLACED_FOR = 10, 60
LOAD_MEASURED_OVER = 0.9


class Presence:
    """Announces one worker, and gives up the rooms that were placed elsewhere while it was not heard."""

    def __init__(self, redis: Redis, house: House, *, worker: str, gave_up: Callable[[str], None]) -> None:
        self.redis, self.house, self.id, self._gave_up = redis, house, worker, gave_up
        # Whether our rooms are ours; only then there is anything to tell of them.
        self.is_sure = asyncio.Event()
        self.is_sure.set()
        self._listed: set[str] = set()
        self._used, self._measured_at = time.process_time(), time.monotonic()
        self._pauses = house.stalls.take()

    async def announce(self) -> None:
        """Say for ever that this worker lives."""
        try:
            for part in range(PARTS):
                await self._renew_places(part)
            await self._say(lists_all=True)
            self.is_sure.set()
            # Announced first: a web process that comes back later finds us and asks by itself.
            self.house.tell()
            for turn in itertools.count():
                await asyncio.sleep(ANNOUNCED_EVERY)
                self._measure()
                await self._renew_places(turn % PARTS)
                await self._say(lists_all=turn % PARTS == 0)
        finally:
            self.is_sure.clear()

    def _measure(self) -> None:
        now = time.monotonic()
        if now - self._measured_at > LOAD_MEASURED_OVER:
            used = time.process_time()
            self.house.load = (used - self._used) / (now - self._measured_at)
            self._used, self._measured_at = used, now
            self._pauses = self.house.stalls.take()

    async def _say(self, *, lists_all: bool) -> None:
        rooms = set(self.house.rooms)
        said = {
            "host": self.house.addresses[0].host,
            "port": self.house.addresses[0].port,
            "load": round(self.house.load, 3),
            "rooms": len(rooms),
            "draining": self.house.is_draining,
            **self._pauses,
        }
        key = f"media:rooms:{self.id}"
        async with self.redis.pipeline(transaction=True) as pipe:
            pipe.set(f"media:worker:{self.id}", orjson.dumps(said), px=ANNOUNCED_FOR)
            pipe.sadd("media:workers", self.id)
            if lists_all or rooms != self._listed:
                pipe.delete(key)
                if rooms:
                    pipe.sadd(key, *rooms)
                    pipe.expire(key, PLACED_FOR)
            await pipe.execute()
        self._listed = rooms

    async def _renew_places(self, part: int) -> None:
        """Keep the places of a part of our rooms; one that another worker was given meanwhile is let go."""
        rooms = [room for room in self.house.rooms if hash(room) % PARTS == part]
        if not rooms:
            return
        async with self.redis.pipeline(transaction=False) as pipe:
            for room in rooms:
                pipe.set(f"media:room:{room}", self.id, nx=True, get=True, ex=PLACED_FOR)
            found = await pipe.execute()
            for room, owner in zip(rooms, found, strict=True):
                if owner is not None and owner.decode() != self.id:
                    self.house.give_up(room=room)
                    self._gave_up(room)
                elif owner is not None:
                    pipe.expire(f"media:room:{room}", PLACED_FOR)
            await pipe.execute()
