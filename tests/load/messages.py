"""Messages under load, over the public API and socket of the whole product: python -m tests.load.messages

Starts the product on a data folder of its own (durable PostgreSQL, row security, sealing, access log, rate
limit: everything on), fills it with patients and clinicians who all hold a line open, and sends in a closed
loop (N in flight) or an open one (N a second; times count from the moment a message was due). Prints what
was acknowledged and delivered, how fast, what it cost, and what was lost, doubled or out of order.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import random
import sys
import tempfile
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import uvloop

from beterdichtbij.embedded.database import DATABASE
from tests.load import figures
from tests.load.wire import Sender, Stream
from tests.product import Product

WORDS = (
    "Goedemorgen, ik heb een vraag over de bloedafname van volgende week: "
    "moet ik dan nuchter komen of niet? Groet"
)


@dataclass
class Run:
    """One measurement: what was sent, acknowledged and heard."""

    due: dict[str, float] = field(default_factory=dict)
    senders: dict[str, str] = field(default_factory=dict)
    acknowledged: dict[str, tuple[str, int]] = field(default_factory=dict)
    ack_seconds: list[float] = field(default_factory=list)
    delivery_seconds: list[float] = field(default_factory=list)
    refused: dict[int, int] = field(default_factory=dict)

    def hear(self, token: str, message: dict[str, Any], now: float) -> None:
        began = self.due.get(message["client_id"])
        if began is not None and self.senders[message["client_id"]] != token:
            self.delivery_seconds.append(now - began)


class Load:
    """People at a running product."""

    def __init__(self, port: int, world: dict[str, Any]) -> None:
        self.port, self.slug, self.conversations = port, world["slug"], world["conversations"]
        self.run = Run()
        self.streams = self._streams()
        self.idle = deque(Sender(port) for _ in range(64))
        self.tasks: list[asyncio.Task[None]] = []

    def _streams(self) -> list[Stream]:
        def hear(token: str, message: dict[str, Any], now: float) -> None:
            self.run.hear(token, message, now)

        team: dict[str, list[str]] = {}
        for each in self.conversations:
            for token in each["team"]:
                team.setdefault(token, []).append(each["id"])
        sides = [Stream(self.port, each["patient"], None, [each["id"]], hear) for each in self.conversations]
        return sides + [Stream(self.port, token, self.slug, ids, hear) for token, ids in team.items()]

    async def open(self) -> None:
        self.tasks = [asyncio.create_task(stream.run()) for stream in self.streams]
        # One by one, as browsers come: a burst would all be taken by the process that wakes first.
        for sender in self.idle:
            await sender.open()
            await asyncio.sleep(0.01)
        async with asyncio.timeout(60):
            await asyncio.gather(*(stream.is_following.wait() for stream in self.streams))

    async def send(self, due: float) -> None:
        conversation = random.choice(self.conversations)
        is_patient = random.random() < 0.5
        token = conversation["patient"] if is_patient else random.choice(conversation["team"])
        client_id = str(uuid4())
        self.run.due[client_id], self.run.senders[client_id] = due, token
        path = (
            f"/api/v1/{'' if is_patient else f'org/{self.slug}/'}conversations/{conversation['id']}/messages/"
        )
        body = json.dumps({"client_id": client_id, "text": WORDS}).encode()
        sender = self.idle.popleft() if self.idle else Sender(self.port)
        try:
            status, answer = await sender.post(path, token, body)
        except (OSError, asyncio.IncompleteReadError):
            self.run.refused[0] = self.run.refused.get(0, 0) + 1
            return
        finally:
            self.idle.append(sender)
        if status != 201:
            self.run.refused[status] = self.run.refused.get(status, 0) + 1
            return
        self.run.ack_seconds.append(time.perf_counter() - due)
        self.run.acknowledged[client_id] = (conversation["id"], answer["number"])

    async def closed_loop(self, in_flight: int, seconds: float) -> None:
        end = time.perf_counter() + seconds

        async def one() -> None:
            while time.perf_counter() < end:
                await self.send(time.perf_counter())

        await asyncio.gather(*(one() for _ in range(in_flight)))

    async def open_loop(self, a_second: float, seconds: float) -> None:
        began, tasks = time.perf_counter(), []
        for number in range(int(a_second * seconds)):
            due = began + number / a_second
            pause = due - time.perf_counter()
            if pause > 0:
                await asyncio.sleep(pause)
            tasks.append(asyncio.create_task(self.send(due)))
        await asyncio.gather(*tasks)

    async def settle(self, seconds: float = 10) -> None:
        """Wait until every stream has every acknowledged message."""
        until = time.perf_counter() + seconds
        while self.missing() and time.perf_counter() < until:
            await asyncio.sleep(0.05)

    def missing(self) -> int:
        """Acknowledged messages that a follower has not heard."""
        wanted: dict[str, int] = {}
        for conversation, number in self.run.acknowledged.values():
            wanted[conversation] = max(number, wanted.get(conversation, 0))
        return sum(
            max(0, wanted.get(conversation, 0) - last)
            for stream in self.streams
            for conversation, last in stream.last.items()
        )

    def faults(self) -> str:
        """Lost: a gap, or acknowledged and never heard. Doubled: a number twice. Reordered: one too late."""
        gaps = doubled = reordered = 0
        for stream in self.streams:
            for numbers in stream.numbers.values():
                gaps += len(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
                doubled += len(numbers) - len(set(numbers))
                reordered += sum(after < before for before, after in zip(numbers, numbers[1:], strict=False))
        places = list(self.run.acknowledged.values())
        same = len(places) - len(set(places))
        return f"lost {gaps + self.missing()}, doubled {doubled + same}, reordered {reordered}"


async def measure(load: Load, kind: str, amount: int, seconds: float, roots: list[int]) -> None:
    load.run = Run()
    before, began = figures.processor_seconds(roots), time.perf_counter()
    await (load.closed_loop(amount, seconds) if kind == "closed" else load.open_loop(amount, seconds))
    took = time.perf_counter() - began
    await load.settle()
    spent = figures.processor_seconds(roots)
    count = max(len(load.run.ack_seconds), 1)
    cost = {kind: 1000 * (spent[kind] - before.get(kind, 0)) / count for kind in sorted(spent)}
    heard = len(load.run.delivery_seconds) / took
    say(f"{kind} {amount}: {count / took:.0f} messages/s, {heard:.0f} deliveries/s")
    say(f"  acknowledged p50/p95/p99/max ms: {figures.percentiles(load.run.ack_seconds)}")
    say(f"  delivered    p50/p95/p99/max ms: {figures.percentiles(load.run.delivery_seconds)}")
    parts = ", ".join(f"{kind} {each:.2f}" for kind, each in cost.items() if each >= 0.005)
    say(f"  processor ms a message: {sum(cost.values()):.2f} ({parts})")
    say(f"  {load.faults()}; refused {load.run.refused or 'none'}; load average {figures.load_average()}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def main(asked: argparse.Namespace, product: Product) -> None:
    call = f"from tests.load.world import print_world; print_world({asked.patients}, {asked.clinicians})"
    world = json.loads(product.manage("shell", "-v", "0", "-c", call).splitlines()[-1])
    load = Load(product.port, world)
    roots = [product.launcher.pid, product.process("PostgreSQL")]
    await load.open()
    # A pause of the generator to collect, 50 ms, would count as one of the product.
    gc.disable()
    people = f"{len(load.streams)} streams, {len(load.conversations)} conversations"
    memory = figures.resident_megabytes(roots, "web")
    say(f"{people}, {asked.web} web processes of {memory:.0f} MiB together")
    await load.closed_loop(8, 3)
    # What autovacuum does by itself within a minute or two.
    with psycopg.connect(product.postgres().url(database=DATABASE), autocommit=True) as connection:
        connection.execute("ANALYZE")
    for kind in ("closed", "open"):
        for amount in getattr(asked, kind):
            await measure(load, kind, amount, asked.seconds, roots)
    for task in load.tasks:
        task.cancel()


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--patients", type=int, default=180)
    parser.add_argument("--clinicians", type=int, default=20)
    parser.add_argument("--web", type=int, default=2, help="web processes")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--closed", type=int, nargs="*", default=[1, 8, 32, 64], help="in flight")
    parser.add_argument("--open", type=int, nargs="*", default=[300, 500], help="messages a second")
    return parser.parse_args()


if __name__ == "__main__":
    asked = options()
    with tempfile.TemporaryDirectory() as folder:
        running = Product(Path(folder) / "data", WEB_PROCESSES=str(asked.web), SENDS_PER_MINUTE="1000000")
        try:
            running.start()
            uvloop.run(main(asked, running))
        finally:
            running.discard()
