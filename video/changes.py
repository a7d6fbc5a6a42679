"""What media workers tell of rooms, passed to the sockets of this process: ids and places, never names.

One more subscription a process, opened with the first visit that is followed here. What was told last is
kept in Valkey for whoever has no socket (a guest), and for who comes later.
"""

from __future__ import annotations

import asyncio
import logging
import random
from typing import Any
from weakref import WeakKeyDictionary

import orjson
import redis
import redis.asyncio
from django.conf import settings

from realtime.hub import hub

logger = logging.getLogger("video")
CHANNEL = "media:changes"
MEDIA = "media.changed"
KEPT_SECONDS = 3 * 60 * 60

_listening: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Task[None]] = WeakKeyDictionary()


def listen() -> None:
    """Subscribe in this process, unless it does already."""
    loop = asyncio.get_running_loop()
    task = _listening.get(loop)
    if task is None or task.done():
        _listening[loop] = loop.create_task(_for_ever())


async def _for_ever() -> None:
    while True:
        try:
            await _listen()
        except (redis.RedisError, OSError, TimeoutError) as error:
            logger.warning("no changes of rooms: %s", type(error).__name__)
        await asyncio.sleep(random.uniform(0.1, 1.0))


async def _listen() -> None:
    client = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_timeout=None)
    try:
        async with client.pubsub() as line:
            await line.subscribe(CHANNEL)
            async for message in line.listen():
                if message["type"] == "message":
                    await _pass_on(client, orjson.loads(message["data"]))
    finally:
        await client.aclose()


async def _pass_on(client: redis.asyncio.Redis, told: dict[str, Any]) -> None:
    peers, views = told.get("peers", []), told.get("views", {})
    kept = orjson.dumps({"peers": peers, "views": views})
    hub().hear(
        {
            "event": MEDIA,
            "topics": [f"visit.{told['room']}"],
            "visit": told["room"],
            "peers": peers,
            "views": views,
        }
    )
    await client.set(f"video:views:{told['room']}", kept, ex=KEPT_SECONDS)
