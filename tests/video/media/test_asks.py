"""What a worker answers and tells, in this process: also when something fails or Valkey takes nothing."""

from __future__ import annotations

import asyncio
import os
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
from redis import Redis

from beterdichtbij.embedded.folder import DataFolder
from beterdichtbij.embedded.valkey import Valkey
from tests.video.media.client import Client, end, until
from video.media.worker import MOST_JOINS_WAITING, Settings, Worker, keep, read_ask

# A day: what is collected first may run last.
LATER = time.time() + 86_400


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Valkey]:
    """A Valkey that may refuse things without troubling others."""
    valkey = Valkey(DataFolder(tmp_path / "valkey"), throwaway=True)
    valkey.start()
    yield valkey
    valkey.stop()


@asynccontextmanager
async def working(redis_url: str) -> AsyncIterator[Worker]:
    worker = Worker(Settings(redis_url, ["127.0.0.1"], 0, 0.0))
    try:
        yield worker
    finally:
        for room in list(worker.house.rooms):
            worker.house.close(room=room)
        await until(lambda: not worker.house._tasks)
        await worker.redis.aclose()
        worker.port.close()


def enter(worker: Worker, room: str, *peers: str) -> None:
    for peer in peers:
        worker.house.join(room=room, peer=peer, offer=Client().offer(), until=LATER)


def read(do: str, ask: str = "", **fields: Any) -> dict[str, Any]:
    found = read_ask(orjson.dumps({"ask": ask, "do": do, **fields}))
    assert found is not None
    return found


def peers(change: dict[str, Any]) -> list[str]:
    return [each["peer"] for each in change["peers"]]


async def test_what_valkey_did_not_take_is_told_when_it_does(own, caplog):
    valkey = Redis.from_url(own.url)
    line = valkey.pubsub(ignore_subscribe_messages=True)
    line.subscribe("media:changes")
    line.get_message(timeout=10)
    valkey.execute_command("ACL", "SETUSER", "default", "-publish")
    async with working(own.url) as worker:
        enter(worker, "room", "one")
        telling = asyncio.create_task(keep(worker._publish_changes))
        await until(lambda: "Valkey does not answer" in caplog.text)
        valkey.execute_command("ACL", "SETUSER", "default", "+publish")
        told = await asyncio.to_thread(line.get_message, timeout=10)
        assert peers(orjson.loads(told["data"])) == ["one"]
        await end(telling)
    line.close()
    valkey.close()


async def test_of_each_room_only_the_last_waits_to_be_told():
    async with working(os.environ["REDIS_URL"]) as worker:
        enter(worker, "room", "one", "two", "three")
        enter(worker, "another", "four")
        assert [peers(change) for change in worker.changes.values()] == [["one", "two", "three"], ["four"]]


async def test_all_rooms_are_told_again_when_asked_and_when_valkey_is_back(own):
    async with working(own.url) as worker:
        enter(worker, "room", "one")
        worker.changes.clear()
        await worker._do(read("tell"))
        assert peers(worker.changes.pop("room")) == ["one"]
        announcing = asyncio.create_task(keep(worker.presence.announce))
        await until(lambda: "room" in worker.changes)
        await end(announcing)


async def test_an_ask_nobody_waits_for_is_done_and_not_answered(own):
    valkey = Redis.from_url(own.url)
    async with working(own.url) as worker:
        enter(worker, "room", "one", "other")
        await worker._do(read("leave", room="room", peer="one"))
        assert list(worker.house.rooms["room"].peers) == ["other"]
        assert valkey.keys("media:answer:*") == []
    valkey.close()


async def test_an_ask_that_goes_wrong_is_refused_at_once_and_the_log_says_only_the_kind(own, caplog):
    valkey, number = Redis.from_url(own.url), str(uuid.uuid4())
    async with working(own.url) as worker:
        worker.house.rooms["damaged"] = object()
        await worker._do(read("stats", number, room="damaged"))
        del worker.house.rooms["damaged"]
    assert orjson.loads(valkey.lpop(f"media:answer:{number}")) == {"refused": "failed"}
    assert [record.getMessage() for record in caplog.records] == ["an ask to stats failed: AttributeError"]
    valkey.close()


async def test_a_worker_that_was_cut_off_lets_go_of_what_others_were_given(own):
    """Two that carry one room would split who is in it; who was given it last has it."""
    valkey = Redis.from_url(own.url)
    async with working(own.url) as worker:
        enter(worker, "given", "one")
        enter(worker, "kept", "two")
        enter(worker, "lapsed", "three")
        valkey.set("media:room:given", "another")
        valkey.set("media:room:kept", worker.id)

        announcing = asyncio.create_task(keep(worker.presence.announce))
        await until(lambda: valkey.exists(f"media:worker:{worker.id}"))

        assert set(worker.house.rooms) == {"kept", "lapsed"}
        # What it would say of it is over: another one says who is there.
        assert set(worker.changes) == {"kept", "lapsed"}
        assert valkey.get("media:room:given") == b"another"
        assert valkey.get("media:room:lapsed").decode() == worker.id
        assert valkey.ttl("media:room:kept") > 0
        await end(announcing)
    valkey.close()


async def test_more_joins_than_it_comes_to_in_time_are_refused_at_once(own):
    valkey, number = Redis.from_url(own.url), str(uuid.uuid4())
    join = {"do": "join", "room": "room", "peer": "one", "offer": "", "until": LATER}
    async with working(own.url) as worker:
        for _ in range(MOST_JOINS_WAITING):
            valkey.rpush(f"media:asks:{worker.id}", orjson.dumps(join | {"ask": ""}))
        valkey.rpush(f"media:asks:{worker.id}", orjson.dumps(join | {"ask": number}))
        listening = asyncio.create_task(keep(worker._listen))
        answered = await asyncio.to_thread(valkey.blpop, [f"media:answer:{number}"], timeout=10)
        assert orjson.loads(answered[1]) == {"refused": "full"}
        assert worker.joins.full()
        await end(listening)
    valkey.close()
