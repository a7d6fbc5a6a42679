"""Killed web processes and a killed Valkey in the middle of it: nothing lost, doubled or out of order."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest

from beterdichtbij.embedded.folder import DataFolder
from beterdichtbij.embedded.valkey import Valkey
from tests.live.client import Caller
from tests.live.webs import Webs

FAULTS = 6
AWAY = (aiohttp.ClientError, OSError, TimeoutError, AssertionError)


@pytest.fixture
def valkey(database: None, tmp_path: Path) -> Iterator[Valkey]:
    folder = DataFolder(tmp_path / "valkey")
    valkey = Valkey(folder, throwaway=True)
    valkey.start()
    yield valkey
    valkey.stop()


@pytest.fixture
def mortal(valkey: Valkey) -> Iterator[Webs]:
    """Web processes of this test's own, because it kills them."""
    webs = Webs(2, REDIS_URL=valkey.url, SENDS_PER_MINUTE="100000")
    try:
        webs.start()
        yield webs
    finally:
        webs.stop()


class Receiver:
    """Follows a conversation by the rules of the protocol, through whatever happens."""

    def __init__(self, caller: Caller, conversation: str) -> None:
        self.caller, self.conversation, self.numbers = caller, conversation, [0]

    async def run(self) -> None:
        while True:
            try:
                line = await self.caller.socket()
                await line.follow(self.conversation, after=self.numbers[-1])
                while True:
                    for message in (await line.hear("messages", 60))["messages"]:
                        # What one has already is dropped; a gap would stay to be seen.
                        if message["number"] > self.numbers[-1]:
                            self.numbers.append(message["number"])
            except AWAY:
                await asyncio.sleep(random.uniform(0.05, 0.3))


@dataclass
class Traffic:
    """What was acknowledged so far (id to number), and whether more is wanted."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    is_wanted: bool = True

    async def keep_sending(self, caller: Caller, conversation: str) -> None:
        """Send one after the other, each again until it is acknowledged."""
        while self.is_wanted:
            client_id = str(uuid4())
            while client_id not in self.acknowledged:
                try:
                    status, answer = await caller.send(conversation, "Onder vuur", client_id)
                    if status in {200, 201}:
                        self.acknowledged[client_id] = answer["number"]
                except AWAY:
                    await asyncio.sleep(0.1)

    async def some_more(self, number: int = 8) -> None:
        wanted = len(self.acknowledged) + number
        while len(self.acknowledged) < wanted:
            await asyncio.sleep(0.02)


async def break_things(webs: Webs, valkey: Valkey, traffic: Traffic) -> None:
    """Kill one after the other, each in the middle of traffic."""
    for fault in range(FAULTS):
        await traffic.some_more()
        if fault % 3 == 2:
            assert valkey.process is not None
            os.kill(valkey.process.pid, signal.SIGKILL)
            await asyncio.to_thread(valkey.process.wait)
            await asyncio.to_thread(valkey.start)
        else:
            await asyncio.to_thread(webs.kill, fault % 2)
    await traffic.some_more()
    traffic.is_wanted = False


async def test_nothing_is_lost_doubled_or_reordered_while_processes_are_killed(mortal, valkey, talk):
    async with (
        Caller(mortal.url, talk.token("Alice")) as alice,
        Caller(mortal.url, talk.token("Marieke"), team=talk.slug) as marieke,
    ):
        receivers = [Receiver(each, talk.conversation) for each in (alice, marieke, alice, marieke)]
        following = [asyncio.create_task(each.run()) for each in receivers]
        traffic = Traffic()
        await asyncio.gather(
            *(traffic.keep_sending(each, talk.conversation) for each in (alice, marieke, alice)),
            break_things(mortal, valkey, traffic),
        )
        numbers = list(traffic.acknowledged.values())
        assert len(set(numbers)) == len(numbers)

        _, page = await alice.read(talk.conversation)
        last = page["last_number"]
        deadline = time.monotonic() + 30
        while any(each.numbers[-1] < last for each in receivers) and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
        for receiver in receivers:
            assert receiver.numbers == list(range(last + 1))
        stored = await all_ids(alice, talk.conversation)
        assert all(stored[number] == client_id for client_id, number in traffic.acknowledged.items())
        assert len(set(stored.values())) == len(stored)
        for task in following:
            task.cancel()


async def all_ids(caller: Caller, conversation: str) -> dict[int, str]:
    found: dict[int, str] = {}
    while True:
        _, page = await caller.read(conversation, after=len(found))
        if not page["messages"]:
            return found
        found |= {each["number"]: each["client_id"] for each in page["messages"]}
