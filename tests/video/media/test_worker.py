"""Workers as processes: how they are found, how they end, and what becomes of their rooms."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import aclosing

import orjson
import pytest
from redis import Redis
from redis.exceptions import RedisError

from tests.video.media.client import Client, end, until
from tests.video.media.workers import live
from video.media_client import DirectClient, MediaClient

# A day: what is collected first may run last.
LATER = time.time() + 86_400


@pytest.fixture
def direct():
    client = DirectClient(os.environ["REDIS_URL"])
    yield client
    client.close()


async def heard_of(room: str, doing) -> dict:
    """Return what is said of a room being lost, while a web process watches."""
    client = MediaClient(os.environ["REDIS_URL"])
    watching = asyncio.create_task(client.watch())

    async def lost() -> dict:
        async with aclosing(client.changes()) as changes:
            async for change in changes:
                if change["room"] == room and change.get("lost"):
                    return change
        raise AssertionError("it ends by itself")

    listening = asyncio.create_task(lost())
    try:
        await asyncio.sleep(0)
        redis = Redis.from_url(os.environ["REDIS_URL"])
        await until(lambda: redis.pubsub_numsub("media:changes")[0][1] > 0)
        redis.close()
        await doing()
        return await asyncio.wait_for(listening, 20)
    finally:
        await end(watching, listening)
        await client.close()


async def test_the_room_of_a_killed_worker_is_offered_to_another_one(direct, started):
    room, workers = str(uuid.uuid4()), [started(), started()]
    joined = direct.ask(room, "join", peer="one", offer=Client().offer(), until=LATER)
    carrying = next(worker for worker in workers if worker.id == joined["worker"])
    other = next(worker for worker in workers if worker is not carrying)
    # Announced with its room.
    redis = Redis.from_url(os.environ["REDIS_URL"])
    await until(lambda: redis.sismember(f"media:rooms:{carrying.id}", room))
    redis.close()

    async def kill() -> None:
        carrying.kill()

    assert await heard_of(room, kill) == {"room": room, "lost": True}
    again = direct.ask(room, "join", peer="one", offer=Client().offer(), until=LATER)
    assert (again["worker"], again["fresh"]) == (other.id, True)


async def test_a_worker_that_is_asked_to_end_lets_its_rooms_end_and_takes_no_new_ones(direct, started):
    room, worker = str(uuid.uuid4()), started("--drain-seconds", "600")
    joined = direct.ask(room, "join", peer="one", offer=Client().offer(), until=LATER)
    assert joined["worker"] == worker.id

    worker.process.send_signal(signal.SIGTERM)
    await until(lambda: direct.workers()[0].is_draining)
    assert direct.ask(str(uuid.uuid4()), "join", peer="x", offer="", until=LATER) == {"refused": "no_worker"}
    assert direct.ask(room, "join", peer="two", offer=Client().offer(), until=LATER).get("answer")

    direct.ask(room, "close")
    await asyncio.to_thread(worker.process.wait, 30)
    assert worker.process.returncode == 0
    assert direct.workers() == []


async def test_rooms_that_last_longer_than_it_may_wait_are_offered_to_others(direct, started):
    room, worker = str(uuid.uuid4()), started("--drain-seconds", "0")
    direct.ask(room, "join", peer="one", offer=Client().offer(), until=LATER)

    async def end() -> None:
        worker.process.send_signal(signal.SIGTERM)

    assert await heard_of(room, end) == {"room": room, "lost": True}
    await asyncio.to_thread(worker.process.wait, 30)


def test_an_ask_without_sense_is_left_out_and_the_next_one_is_done(direct, started):
    worker, room = started(), str(uuid.uuid4())
    redis = Redis.from_url(os.environ["REDIS_URL"])
    for bad in (b"", b"\xff", b"[]", orjson.dumps({"ask": "1", "do": "leave"})):
        redis.rpush(f"media:asks:{worker.id}", bad)
    redis.close()
    assert direct.ask(room, "stats")["peers"] == []
    assert direct.ask(room, "show", pinned=["x"]) == {"refused": "no_room", "worker": worker.id}


def test_a_room_stays_where_it_is_when_another_worker_comes(direct, started):
    workers = [started()]
    rooms = [str(uuid.uuid4()) for _ in range(8)]
    placed = {room: direct.worker_of(room) for room in rooms}
    workers.append(started())
    assert {worker.id for worker in live()} == {worker.id for worker in workers}
    assert {room: direct.worker_of(room).id for room in rooms} == {
        room: worker.id for room, worker in placed.items()
    }


def test_who_waits_for_a_worker_that_dies_is_answered_by_the_next_one(direct, started):
    worker, room, dying = started(), str(uuid.uuid4()), str(uuid.uuid4())
    said = {"host": "127.0.0.1", "port": 1, "load": 0, "rooms": 1, "draining": False}
    with Redis.from_url(os.environ["REDIS_URL"]) as valkey:
        valkey.set(f"media:room:{room}", dying, ex=60)
        valkey.set(f"media:worker:{dying}", orjson.dumps(said), px=300)
        valkey.sadd("media:workers", dying)

        answer = direct.ask(room, "stats")

        assert (answer["peers"], answer["worker"]) == ([], worker.id)
        assert valkey.get(f"media:room:{room}").decode() == worker.id
        # What was asked of the one that is gone does not stay.
        assert valkey.ttl(f"media:asks:{dying}") > 0
        valkey.srem("media:workers", dying)
        valkey.delete(f"media:asks:{dying}")


def test_a_mute_valkey_is_tried_a_few_times_and_no_more():
    with socket.create_server(("127.0.0.1", 0), backlog=64) as mute:
        client = DirectClient(f"redis://127.0.0.1:{mute.getsockname()[1]}")
        with pytest.raises(RedisError):
            client.ask("room", "stats")
        client.close()
        mute.setblocking(False)
        assert len(list(came(mute))) <= 4


def came(server: socket.socket) -> Iterator[str]:
    while True:
        try:
            connection, address = server.accept()
        except BlockingIOError:
            return
        connection.close()
        yield address
