"""What media workers tell of rooms, passed to the sockets of this process: ids and places, never names.

One more subscription a process, opened with the first visit that is followed here. What was told last is
kept in Valkey for whoever has no socket (a guest), and for who comes later.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Any
from weakref import WeakKeyDictionary

import orjson
import redis
import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from realtime.hub import hub
from video.media_client import MediaClient

logger = logging.getLogger(__name__)

MEDIA = "media.changed"
KEPT_SECONDS = 3 * 60 * 60
BEGUN_AGAIN_AFTER = 0.3

_listening: WeakKeyDictionary[asyncio.AbstractEventLoop, list[asyncio.Task[None]]] = WeakKeyDictionary()


def listen() -> None:
    """Hear of all rooms in this process, and notice workers that are gone, unless it does already."""
    loop = asyncio.get_running_loop()
    tasks = _listening.get(loop, [])
    if not tasks or any(task.done() for task in tasks):
        for task in tasks:
            task.cancel()
        _listening[loop] = [loop.create_task(_always(job)) for job in (_hear, MediaClient.watch)]


async def _always(job: Callable[[MediaClient], Awaitable[None]]) -> None:
    """Do a job for ever: one thing that goes wrong must not leave a whole process deaf."""
    while True:
        client = MediaClient(settings.REDIS_URL)
        try:
            await job(client)
        except Exception as error:
            logger.warning("what media workers tell is listened to again after %s", type(error).__name__)
        finally:
            await client.close()
        await asyncio.sleep(BEGUN_AGAIN_AFTER)


async def _hear(client: MediaClient) -> None:
    given: dict[str, Any] = {"socket_timeout": 1, "socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 1)}
    async with (
        redis.asyncio.Redis.from_url(settings.REDIS_URL, **given) as valkey,
        aclosing(client.changes()) as told_of,
    ):
        async for told in told_of:
            room = told["room"]
            about: dict[str, Any] = {name: told[name] for name in told if name != "room"}
            try:
                hub().hear({"event": MEDIA, "topics": [f"visit.{room}"], "visit": room, "about": about})
            except Exception as error:
                logger.warning("a change of a room was not passed on: %s", type(error).__name__)
            await _keep(valkey, room, about)


async def _keep(valkey: redis.asyncio.Redis, room: str, about: dict[str, Any]) -> None:
    try:
        await valkey.set(f"video:views:{room}", orjson.dumps(about), ex=KEPT_SECONDS)
    except (redis.RedisError, OSError):
        # A guest then hears who is where a little later.
        return
