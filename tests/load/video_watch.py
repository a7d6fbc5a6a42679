"""Where a run of `tests.load.video` stood still: the worker, the participants, the buffers or the machine.

Looked at twice a second while it counts. A run that misses its bounds says what was seen, and whether the
machine took the time away or we did.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from redis.asyncio import Redis

EVERY = 0.5
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
# What a run may take and lose, and from where on something is called a cause.
MOST_P99, MOST_LOST = 0.020, 0.005
LATE_MS, STOLEN_MS = 20.0, 50.0
# In one stretch: being woken takes a tenth of that.
QUEUED_MS = 150.0
SWITCHES = ("voluntary_ctxt_switches", "nonvoluntary_ctxt_switches")


@dataclass
class Seen:
    """What was counted in one stretch of a run, or in all of it."""

    late_ms: float = 0.0
    collected_ms: float = 0.0
    queued_ms: float = 0.0
    stolen_ms: float = 0.0
    participants_late_ms: float = 0.0
    waited: int = 0
    pushed_aside: int = 0
    faults: int = 0
    dropped_at_worker: int = 0
    dropped_at_participants: int = 0
    not_sent: int = 0

    def line(self) -> str:
        return ", ".join(f"{name} {value:.0f}" for name, value in vars(self).items() if value)


@dataclass
class Watch:
    """Looks at one worker, its port, this process, and the machine."""

    pid: int
    port: int
    redis_url: str
    stretches: list[Seen] = field(default_factory=list)
    late: float = 0.0

    def turned(self, late: float) -> None:
        """Take up how long the participants were away at once."""
        self.late = max(self.late, late)

    async def look(self) -> None:
        """Look until cancelled."""
        redis = Redis.from_url(self.redis_url)
        before = self._counted()
        try:
            while True:
                await asyncio.sleep(EVERY)
                after = self._counted()
                seen = Seen(**{name: after[name] - before[name] for name in after})
                before = after
                seen.participants_late_ms, self.late = self.late * 1000, 0.0
                for name in await redis.smembers("media:workers"):
                    told = orjson.loads(await redis.get(b"media:worker:" + name) or b"{}")
                    seen.late_ms = max(seen.late_ms, told.get("late_ms", 0))
                    seen.collected_ms = max(seen.collected_ms, told.get("collected_ms", 0))
                self.stretches.append(seen)
        finally:
            await redis.aclose()

    def _counted(self) -> dict[str, float]:
        waiting = float(Path(f"/proc/{self.pid}/schedstat").read_text().split()[1]) / 1e6
        stolen = int(Path("/proc/stat").read_text().split("\n", 1)[0].split()[8]) * TICK_MS
        status = dict(
            line.split(":", 1) for line in Path(f"/proc/{self.pid}/status").read_text().splitlines()
        )
        waited, pushed_aside = (int(status[name]) for name in SWITCHES)
        faults = int(Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[7])
        worker, everybody = dropped("udp6", self.port), dropped("udp", None)
        errors = sum(counter(name) for name in ("Udp:SndbufErrors", "Udp6SndbufErrors"))
        return {
            "queued_ms": waiting,
            "stolen_ms": stolen,
            "waited": waited,
            "pushed_aside": pushed_aside,
            "faults": faults,
            "dropped_at_worker": worker,
            "dropped_at_participants": everybody,
            "not_sent": errors,
        }

    def whole(self) -> Seen:
        """Return the worst of the pauses, and the sum of what is counted."""
        made = Seen()
        for seen in self.stretches:
            for name, value in vars(seen).items():
                held = getattr(made, name)
                is_a_pause = name.endswith("_ms") and name not in ("queued_ms", "stolen_ms")
                setattr(made, name, max(held, value) if is_a_pause else held + value)
        return made

    def verdict(self, p99: float, lost: float) -> str:
        """Say of a run that missed whose it was, and what was seen in each half second of any."""
        seen = self.whole()
        if p99 <= MOST_P99 and lost <= MOST_LOST:
            return f"  within bounds; {seen.line()}"
        machine = []
        queued = max((stretch.queued_ms for stretch in self.stretches), default=0.0)
        if queued > QUEUED_MS:
            machine.append(f"the worker waited for its core for {queued:.0f} of {EVERY * 1000:.0f} ms")
        if seen.stolen_ms > STOLEN_MS:
            machine.append(f"the machine was away for {seen.stolen_ms:.0f} ms (steal)")
        if seen.participants_late_ms > LATE_MS:
            machine.append(f"the participants stood still for {seen.participants_late_ms:.0f} ms")
        if seen.dropped_at_participants:
            machine.append(f"the participants dropped {seen.dropped_at_participants:.0f} packets")
        whose = "; ".join(machine) or "nothing of the machine: it is ours"
        stretches = "\n".join(f"    {at * EVERY:4.1f} s: {s.line()}" for at, s in enumerate(self.stretches))
        return f"  MISSED: {whose}\n{stretches}"


def dropped(table: str, port: int | None) -> int:
    """Return what the sockets of this machine had no room for; those on one port, or all."""
    total = 0
    for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
        fields = line.split()
        if port is None or int(fields[1].rpartition(":")[2], 16) == port:
            total += int(fields[-1])
    return total


def counter(name: str) -> int:
    """Return a counter of /proc/net/snmp ("Udp:InErrors") or of /proc/net/snmp6 ("Udp6InErrors")."""
    if ":" not in name:
        found = dict(line.split() for line in Path("/proc/net/snmp6").read_text().splitlines())
        return int(found[name])
    table, _, column = name.partition(":")
    rows = [line.split() for line in Path("/proc/net/snmp").read_text().splitlines()]
    names, values = (row for row in rows if row[0] == f"{table}:")
    return int(values[names.index(column)])
