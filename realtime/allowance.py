"""How much one person may do in a minute, over all processes. Generous, and open when Redis is away.

The first part of it is counted here alone, so that ordinary use asks Redis nothing.
"""

from __future__ import annotations

import asyncio
import time
from weakref import WeakKeyDictionary

import redis
import redis.asyncio
from django.conf import settings

# Counted here alone: a sixth. So six processes together allow no more than was meant.
ALONE = 6
_counted: dict[str, int] = {}
_minute = 0
_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, redis.asyncio.Redis] = WeakKeyDictionary()


async def is_within(name: str, most: int) -> bool:
    """Count one more of `name` in this minute; False when that is more than `most`."""
    global _minute
    minute = int(time.time() // 60)
    if minute != _minute:
        _counted.clear()
        _minute = minute
    count = _counted[name] = _counted.get(name, 0) + 1
    if count <= most // ALONE:
        return True
    return await _count_together(f"allowance.{minute}.{name}", most)


async def _count_together(key: str, most: int) -> bool:
    try:
        client = _client()
        count = await client.incr(key)
        if count == 1:
            await client.expire(key, 120)
        return int(count) <= most
    except (redis.RedisError, OSError):
        return True


def _client() -> redis.asyncio.Redis:
    loop = asyncio.get_running_loop()
    found = _clients.get(loop)
    if found is None:
        found = _clients[loop] = redis.asyncio.Redis.from_url(
            settings.REDIS_URL, socket_timeout=0.3, socket_connect_timeout=0.3
        )
    return found
