"""How many calls one media worker carries: python -m tests.load.video --rooms 20,40 --people 2.

Starts a Valkey and a worker of its own, pinned to one core, and runs the participants on another: real ICE,
DTLS and SRTP. Each sends packets of the sizes and times of 720p30 VP8 at 1.5 Mbit/s (a burst of six for each
picture) and of Opus (50 a second); they carry their time and number. All are counted and one in four is
opened, so that loss, delay and damage are seen and the participants take less than a core.
Prints one line for each number of rooms. Needs two cores that do nothing else; `--any-machine` measures all
the same and says how busy the machine was.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import struct
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import uvloop
from redis.asyncio import Redis

from beterdichtbij.embedded.folder import DataFolder
from beterdichtbij.embedded.valkey import Valkey
from beterdichtbij.launching.settings import ROOT
from tests.load.video_floor import floor
from tests.load.video_watch import Watch
from tests.video.media import offers
from tests.video.media.client import Client, packet
from video.media import rtcp
from video.media_client import MediaClient

SOUND_BYTES, PICTURE_BYTES, PACKETS_A_PICTURE = 80, 1042, 6
SOUND_EVERY, PICTURE_EVERY, CHECK_EVERY = 0.02, 1 / 30, 2.0
WHOLE, CHANGE = b"\x10\x00", b"\x10\x01"
STAMP = struct.Struct("!dI")
FILLING = bytes(range(256)) * 5
FILLINGS = {size: FILLING[: size - STAMP.size - 2] for size in (SOUND_BYTES, PICTURE_BYTES)}
WARM_UP, BETWEEN, TICKS = 3.5, 0.5, os.sysconf("SC_CLK_TCK")


@dataclass
class Tally:
    """What all participants saw while it counted."""

    counts: bool = False
    sent: int = 0
    damaged: int = 0
    # What part of a core the participants took themselves.
    own: float = 0.0
    delays: list[float] = field(default_factory=list)

    def heard(self, client: Client, data: memoryview) -> None:
        if not self.counts:
            return
        start = 12 + 4 + 4 * (data[14] << 8 | data[15]) + 2
        self.delays.append(time.monotonic() - STAMP.unpack_from(data, start)[0])
        filled = len(data) - start - STAMP.size
        if bytes(data[start + STAMP.size :]) != FILLING[:filled]:
            self.damaged += 1


class Participant:
    """Sends on time, and answers as a browser does."""

    def __init__(self, tally: Tally, phase: float) -> None:
        self.client = Client(tally.heard, views=5)
        self.client.opens = 3
        self.tally, self.phase = tally, phase
        self.sounds = self.packets = self.transport = self.pictures = 0
        self.sound_at = self.picture_at = self.check_at = 0.0

    def begin(self, now: float) -> None:
        self.sound_at = now + self.phase * SOUND_EVERY
        self.picture_at = now + self.phase * PICTURE_EVERY
        self.check_at = now + self.phase * CHECK_EVERY

    def pause(self, seconds: float) -> None:
        """Send nothing for so long, and nothing of it later."""
        self.sound_at += seconds
        self.picture_at += seconds

    def step(self, now: float) -> None:
        if now >= self.sound_at:
            self.sound_at += SOUND_EVERY
            self.sounds += 1
            clock = self.sounds * 960
            self._send([self._packet(offers.SOUND, offers.AUDIO, self.sounds, clock, SOUND_BYTES, b"\0\0")])
        if now >= self.picture_at:
            self.picture_at += PICTURE_EVERY
            self._picture()
        if now >= self.check_at:
            self.check_at += CHECK_EVERY
            asyncio.ensure_future(self.client.check())
            if self.client.slots:
                self.client.tell(rtcp.estimate_message(1, 3_000_000, [self.client.slots[0][1]]))

    def _picture(self) -> None:
        head = WHOLE if self.pictures % 90 == 0 or self.client.control else CHANGE
        self.client.control.clear()
        self.pictures += 1
        packets = []
        for place in range(PACKETS_A_PICTURE):
            self.packets += 1
            marked = offers.VIDEO | (0x80 if place == PACKETS_A_PICTURE - 1 else 0)
            begins = head if place == 0 else b"\0\0"
            number, clock = self.packets, self.pictures * 3000
            packets.append(self._packet(offers.PICTURE, marked, number, clock, PICTURE_BYTES, begins))
        self._send(packets)

    def _packet(self, source: int, kind: int, number: int, clock: int, size: int, head: bytes) -> bytes:
        self.transport += 1
        payload = head + STAMP.pack(time.monotonic(), number) + FILLINGS[size]
        return packet(source, kind, number, clock, self.transport, payload)

    def _send(self, packets: list[bytes]) -> None:
        self.client.send(packets)
        if self.tally.counts:
            self.tally.sent += len(packets)


class Measured:
    """The worker: its time on the processor and its memory."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.stat, self.status = (Path(f"/proc/{process.pid}/{name}") for name in ("stat", "status"))

    def seconds(self) -> float:
        fields = self.stat.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def mebibytes(self) -> float:
        line = next(line for line in self.status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


async def run(
    rooms: int, people: int, seconds: float, worker: Measured, client: MediaClient, watch: Watch
) -> None:
    tally = Tally()
    empty = worker.mebibytes()
    everybody = await fill(rooms, people, tally, client)
    gc.collect()
    gc.freeze()
    now = time.monotonic()
    for participant in everybody:
        participant.begin(now)
    await live(everybody, now + WARM_UP)
    # What was sent before arrives before it counts, and what was sent last still does.
    await asyncio.sleep(BETWEEN)
    for participant in everybody:
        participant.pause(BETWEEN)
        participant.client.received = 0
    tally.counts, used, began = True, worker.seconds(), time.monotonic()
    own = time.process_time()
    looking = asyncio.create_task(watch.look())
    await live(everybody, began + seconds, watch)
    took, used = time.monotonic() - began, worker.seconds() - used
    tally.own = (time.process_time() - own) / took
    looking.cancel()
    await asyncio.sleep(BETWEEN)
    received = sum(participant.client.received for participant in everybody)
    report(rooms, people, tally, took, used, worker.mebibytes() - empty, received, watch)
    for participant in everybody:
        await participant.client.close()
    gc.unfreeze()


async def port_of(worker: str) -> int:
    redis = Redis.from_url(os.environ["REDIS_URL"])
    try:
        return int(orjson.loads(await redis.get(f"media:worker:{worker}"))["port"])
    finally:
        await redis.aclose()


async def fill(rooms: int, people: int, tally: Tally, client: MediaClient) -> list[Participant]:
    everybody = []
    for number in range(rooms):
        room = str(uuid.uuid4())
        came = [Participant(tally, (number * people + place) * 0.618 % 1) for place in range(people)]
        for participant in came:
            offer = participant.client.offer()
            answer = await client.ask(
                room, "join", peer=str(uuid.uuid4()), offer=offer, until=time.time() + 3600
            )
            if "answer" not in answer:
                raise SystemExit(f"room {number + 1} was refused: {answer}")
            participant.client.take(answer["answer"])
            await participant.client.connect()
        everybody += came
    return everybody


async def live(everybody: list[Participant], until: float, watch: Watch | None = None) -> None:
    before = time.monotonic()
    while (now := time.monotonic()) < until:
        if watch:
            watch.turned(now - before)
        before = now
        for participant in everybody:
            participant.step(now)
        await asyncio.sleep(0.001)


def report(
    rooms: int, people: int, tally: Tally, took: float, used: float, grown: float, received: int, watch: Watch
) -> None:
    expected = tally.sent * (people - 1)
    delays = sorted(tally.delays) or [0.0]
    p50, p99 = (delays[int(len(delays) * share)] * 1000 for share in (0.5, 0.99))
    say(
        f"{rooms} rooms of {people}: {received / took:,.0f} packets/s out, "
        f"{used / took:.0%} of a core, {used / max(1, received) * 1e6:.1f} µs a packet, "
        f"added delay p50 {p50:.2f} p99 {p99:.2f} ms, "
        f"loss {1 - received / max(1, expected):.2%}, damaged {tally.damaged}, "
        f"{grown / rooms:.2f} MiB a room; participants {tally.own:.0%} of a core, "
        f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    say(watch.verdict(p99 / 1000, 1 - received / max(1, expected)))


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


async def measure(told: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as path:
        folder = DataFolder(Path(path))
        valkey = Valkey(folder, throwaway=True)
        valkey.start()
        os.environ["REDIS_URL"] = valkey.url
        try:
            for rooms in told.rooms.split(","):
                await once(int(rooms), told)
        finally:
            valkey.stop()


async def once(rooms: int, told: argparse.Namespace) -> None:
    process = subprocess.Popen([sys.executable, "-m", "video.media"], cwd=ROOT, env=os.environ)
    client = MediaClient(os.environ["REDIS_URL"])
    try:
        cores = told.cores if told.any_machine else [0, 1]
        os.sched_setaffinity(process.pid, {cores[0]})
        os.sched_setaffinity(0, set(cores[1:] or cores))
        while not (found := await client.workers()):
            await asyncio.sleep(0.1)
        watch = Watch(process.pid, await port_of(found[0].id), os.environ["REDIS_URL"])
        await run(rooms, told.people, told.seconds, Measured(process), client, watch)
    finally:
        await client.close()
        process.terminate()
        process.wait(30)


def main() -> None:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--rooms", default="20", help="numbers of rooms, with commas, one after the other")
    parser.add_argument("--people", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--any-machine", action="store_true")
    told = parser.parse_args()
    if os.cpu_count() == 1 or (os.getloadavg()[0] > 0.5 and not told.any_machine):
        raise SystemExit("This machine does other work; --any-machine measures all the same.")
    told.cores = sorted(os.sched_getaffinity(0))
    say(f"the kernel and the ciphers alone take {floor() * 1e6:.1f} µs a packet here")
    uvloop.run(measure(told))


if __name__ == "__main__":
    main()
