"""What a load run counts: times, order, and the processor time of everything on the server's side."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def percentiles(seconds: Sequence[float]) -> str:
    """Milliseconds at p50, p95, p99 and the worst."""
    if not seconds:
        return "-"
    ordered = sorted(seconds)
    picked = [ordered[min(len(ordered) - 1, int(len(ordered) * part))] for part in (0.5, 0.95, 0.99)]
    return " / ".join(f"{each * 1000:.1f}" for each in [*picked, ordered[-1]])


def processor_seconds(roots: Sequence[int]) -> dict[str, float]:
    """Seconds used so far by these processes and their descendants, by kind."""
    used: dict[str, float] = {}
    for pid in _family(roots):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        # Children that have ended are counted with their parent.
        kind = _kind(command)
        used[kind] = used.get(kind, 0.0) + sum(int(each) for each in fields[11:15]) / TICKS
    return used


def resident_megabytes(roots: Sequence[int], kind: str) -> float:
    """Memory of the processes of one kind."""
    total = 0
    for pid in _family(roots):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except OSError:
            continue
        total += pages * os.sysconf("SC_PAGE_SIZE") if _kind(command) == kind else 0
    return total / 2**20


def load_average() -> str:
    """The machine's load average, to say with the figures what else was going on."""
    return " ".join(Path("/proc/loadavg").read_text().split()[:3])


class Host:
    """What other guests of the same host had of this machine's processors since then, as words."""

    def __init__(self) -> None:
        self._before = _ticks()

    def __str__(self) -> str:
        taken, everything = (now - before for now, before in zip(_ticks(), self._before, strict=True))
        return f"the host took {100 * taken / max(everything, 1):.1f} %"


def _ticks() -> tuple[int, int]:
    """Taken by the host (steal), and all: the first line of /proc/stat (proc(5))."""
    counts = [int(each) for each in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return counts[7], sum(counts)


def _kind(command: str) -> str:
    for mark, kind in (("launching.serve", "web"), ("postgres", "postgres"), ("valkey", "valkey")):
        if mark in command:
            return kind
    return "other"


def _family(roots: Sequence[int]) -> set[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found, waiting = set(), list(roots)
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting += [each for each in parents.get(pid, []) if each not in found]
    return found
