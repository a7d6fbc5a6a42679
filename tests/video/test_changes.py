"""What workers tell reaches the sockets of a process, whatever else comes over that line."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.conf import settings
from redis import Redis

from realtime.hub import hub
from tests.video.media.client import end, until
from video import changes
from video.media_client import CHANGES, MediaClient

NONSENSE = [b"", b"\xff", b"{", b"[]", b"1", b"{}", b'{"peers": []}', b'{"room": 1}']


@pytest.fixture
def valkey() -> Iterator[Redis]:
    with Redis.from_url(settings.REDIS_URL) as valkey:
        yield valkey


class Ear:
    """A socket that follows one room."""

    def __init__(self, room: str) -> None:
        self.room, self.heard = room, 0
        hub().join(f"visit.{room}", self)

    def hear(self, event: dict[str, Any]) -> None:
        self.heard += 1

    async def hears(self, valkey: Redis) -> None:
        """Tell of the room until it was heard here."""
        before = self.heard

        def told() -> bool:
            valkey.publish(CHANGES, orjson.dumps({"room": self.room, "peers": [], "views": {}}))
            return self.heard > before

        await until(told)


class Broken(Ear):
    def hear(self, event: dict[str, Any]) -> None:
        super().hear(event)
        raise ZeroDivisionError


async def test_nothing_that_is_told_makes_a_process_deaf(valkey):
    changes.listen()
    tasks = changes._listening[asyncio.get_running_loop()]
    ear, broken = Ear(str(uuid4())), Broken(str(uuid4()))
    for nonsense in NONSENSE:
        await ear.hears(valkey)
        valkey.publish(CHANGES, nonsense)
    await broken.hears(valkey)
    await ear.hears(valkey)
    await end(*tasks)


async def test_listening_that_ended_begins_again(valkey):
    changes.listen()
    loop, ear = asyncio.get_running_loop(), Ear(str(uuid4()))
    await end(changes._listening[loop][0])
    changes.listen()
    await ear.hears(valkey)
    await end(*changes._listening[loop])


async def test_who_begins_to_listen_asks_what_it_missed(valkey):
    worker = str(uuid4())
    said = {"host": "127.0.0.1", "port": 1, "load": 0, "rooms": 0, "draining": False}
    valkey.set(f"media:worker:{worker}", orjson.dumps(said), ex=60)
    valkey.sadd("media:workers", worker)
    client, asks = MediaClient(settings.REDIS_URL), f"media:asks:{worker}"
    listening = asyncio.ensure_future(anext(client.changes()))
    try:
        await until(lambda: valkey.llen(asks))
        assert orjson.loads(valkey.lpop(asks)) == {"ask": "", "do": "tell", "room": ""}
    finally:
        await end(listening)
        await client.close()
        valkey.delete(asks, f"media:worker:{worker}")
        valkey.srem("media:workers", worker)
