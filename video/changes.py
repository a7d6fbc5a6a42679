"""What media workers tell of rooms, passed to the sockets of this process: ids and places, never names.

One more subscription a process, opened with the first visit that is followed here. What was told last is
kept in Valkey for whoever has no socket (a guest), and for who comes later.
"""

from __future__ import annotations

import asyncio
from typing import Any
from weakref import WeakKeyDictionary

import orjson
import redis
import redis.asyncio
from django.conf import settings

from realtime.hub import hub
from video.media_client import MediaClient

MEDIA = "media.changed"
KEPT_SECONDS = 3 * 60 * 60

_listening: WeakKeyDictionary[asyncio.AbstractEventLoop, list[asyncio.Task[None]]] = WeakKeyDictionary()


def listen() -> None:
    """Hear of all rooms in this process, and notice workers that are gone, unless it does already."""
    loop = asyncio.get_running_loop()
    if loop not in _listening:
        client = MediaClient(settings.REDIS_URL)
        _listening[loop] = [loop.create_task(_hear(client)), loop.create_task(client.watch())]


async def _hear(client: MediaClient) -> None:
    valkey = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
    async for told in client.changes():
        room = told["room"]
        about: dict[str, Any] = {name: told[name] for name in told if name != "room"}
        hub().hear({"event": MEDIA, "topics": [f"visit.{room}"], "visit": room, "about": about})
        await _keep(valkey, room, about)


async def _keep(valkey: redis.asyncio.Redis, room: str, about: dict[str, Any]) -> None:
    try:
        await valkey.set(f"video:views:{room}", orjson.dumps(about), ex=KEPT_SECONDS)
    except (redis.RedisError, OSError):
        # A guest then hears who is where a little later.
        return
