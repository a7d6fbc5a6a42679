"""Which worker carries a room: the same answer everywhere, without asking anybody (rendezvous hashing)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

# Where a worker refuses new rooms by itself, too.
FULL_AT = 0.7


@dataclass(frozen=True, slots=True)
class Worker:
    """A live worker as it announced itself."""

    id: str
    load: float = 0.0
    is_draining: bool = False

    @property
    def takes_rooms(self) -> bool:
        return not self.is_draining and self.load <= FULL_AT


def worker_for(room: str, workers: Iterable[Worker]) -> Worker | None:
    """Return who shall carry a new room, None when nobody can.

    A worker that comes or goes moves only its own share of the rooms.
    """
    able = [worker for worker in workers if worker.takes_rooms]
    return max(able, key=lambda worker: weight(room, worker.id), default=None)


def weight(room: str, worker: str) -> bytes:
    return hashlib.blake2b(f"{room}|{worker}".encode(), digest_size=8).digest()
