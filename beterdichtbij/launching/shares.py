"""What the web processes of one port have to answer, and the way by which they hand each other a connection.

How many requests each has open stands in memory that they share, with the moment at which it last said that
it is there. A connection goes through a socket between two of them as an open file (`SCM_RIGHTS`, unix(7)).
"""

from __future__ import annotations

import mmap
import os
import socket
import struct
import time

# Of a request, as far as it was read; who sends more at once is served where they came.
LARGEST = 16 * 1024
# A process that told nothing for so long is ending, starting, or has its hands full.
SILENT_SECONDS = 0.5
NEVER = 0.0
# How many are to be answered, and when that process last said it was here (`time.monotonic`).
_TOLD = struct.Struct("=qd")
_COUNT = struct.Struct("=q")


class Shares:
    """What each process has to answer, and the way to hand it something.

    `descriptors` are those of `open_shares`, `number` is the place of this process among them. Nothing is
    handed to who told nothing for `silent` seconds.
    """

    def __init__(self, number: int, descriptors: list[int], silent: float = SILENT_SECONDS) -> None:
        memory, *ends = descriptors
        self._silent = silent
        self._memory = mmap.mmap(memory, 0)
        self.number, self.processes = number, len(ends) // 2
        self.inbox = socket.socket(fileno=ends[2 * number])
        self._ways = [socket.socket(fileno=each) for each in ends[1::2]]
        for each in (self.inbox, *self._ways):
            each.setblocking(False)
        self._open, self._told = 0, NEVER

    def count(self, more: int) -> None:
        """So many more requests are to be answered here; or fewer."""
        self._open += more
        _TOLD.pack_into(self._memory, self.number * _TOLD.size, self._open, self._told)

    def tell(self) -> None:
        """Say that this process is here: others hand over to it for as long as it says so."""
        self._told = time.monotonic()
        self.count(0)

    def leave(self) -> None:
        self._told = NEVER
        self.count(0)

    def hand_over(self, connection: int, read: bytes) -> bool:
        """Give it, with what was read from it, to who has fewer to answer; whether there was somebody."""
        if not self._open or len(read) > LARGEST:
            return False
        fewest, number = min(self._others(), default=(self._open, self.number))
        if fewest >= self._open:
            return False
        # Until it tells so itself, so before. Not whether it is here, which it may have left meanwhile.
        _COUNT.pack_into(self._memory, number * _TOLD.size, fewest + 1)
        try:
            socket.send_fds(self._ways[number], [read], [connection])
        except OSError:
            return False  # there is no room for more
        return True

    def take(self) -> tuple[socket.socket, bytes] | None:
        """A connection that was handed over, with what was read from it."""
        try:
            read, descriptors, _flags, _address = socket.recv_fds(self.inbox, LARGEST, 1)
        except BlockingIOError:
            return None
        # There is none where this process may open no more files: they are hung up on.
        return (socket.socket(fileno=descriptors[0]), read) if descriptors else self.take()

    def _others(self) -> list[tuple[int, int]]:
        since = time.monotonic() - self._silent
        told = enumerate(_TOLD.iter_unpack(self._memory))
        return [
            (count, number) for number, (count, moment) in told if number != self.number and moment > since
        ]


def open_shares(processes: int) -> list[int]:
    """Descriptors for so many processes, to be inherited by each: memory, and two ends of a way to each."""
    memory = os.memfd_create("shares")
    os.write(memory, _TOLD.pack(0, NEVER) * processes)
    ends = [socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET) for _ in range(processes)]
    return [memory, *(end.detach() for pair in ends for end in pair)]
