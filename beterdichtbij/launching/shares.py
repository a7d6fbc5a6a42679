"""How the web processes that share a port divide its connections.

Whoever accepts a connection keeps it, and does all that is asked over it. The kernel wakes every process that
listens and gives the connection to who comes first: of two, one had 64 of a hundred, and who has more is what
the slowest pages wait for. Here a process that has more open than another leaves a new one to the other for
`LEFT_SECONDS`, and takes it when it is still there.
"""

from __future__ import annotations

import asyncio
import logging
import mmap
import os
import socket
import struct
from collections.abc import Callable
from typing import Any

import uvicorn

LEFT_SECONDS = 0.005
# Taken at once of what was left; more where the other process is away would be all of what comes together.
AT_ONCE = 5
# A process that may open no more files tries again.
REFUSED_SECONDS = 0.2
log = logging.getLogger(__name__)
_COUNT = struct.Struct("=q")
NOBODY = -1


class Shares:
    """How many connections each process has open, in memory that they share.

    `descriptor` is that of a nameless file (`open_shares`), `number` the place of this process in it.
    """

    def __init__(self, descriptor: int, number: int) -> None:
        self._memory = mmap.mmap(descriptor, 0)
        self._here = number * _COUNT.size
        self.processes = len(self._memory) // _COUNT.size
        self.tell(0)

    def tell(self, count: int) -> None:
        """Say how many this process has open now."""
        _COUNT.pack_into(self._memory, self._here, count)

    def has_most(self) -> bool:
        """Whether another process has fewer open than this one."""
        counts = [each for (each,) in _COUNT.iter_unpack(self._memory) if each != NOBODY]
        return min(counts) < _COUNT.unpack_from(self._memory, self._here)[0]


def open_shares(processes: int) -> int:
    """A descriptor of memory for so many processes, to be inherited by each."""
    descriptor = os.memfd_create("shares")
    os.write(descriptor, _COUNT.pack(NOBODY) * processes)
    return descriptor


class Server(uvicorn.Server):
    """Uvicorn, which takes its share of what comes at the port and no more."""

    def __init__(self, config: uvicorn.Config, shares: Shares) -> None:
        super().__init__(config)
        self._shares = shares

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=[])
        assert sockets, "the port is opened by who starts the processes"
        self._listener, self._loop = sockets[0], asyncio.get_running_loop()
        self._listener.setblocking(False)
        self._listen()

    async def on_tick(self, counter: int) -> bool:
        self._shares.tell(len(self.server_state.connections))
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop.remove_reader(self._listener)
        await super().shutdown(sockets)

    def _listen(self) -> None:
        if not self.should_exit:
            self._loop.add_reader(self._listener, self._come)

    def _pause(self, seconds: float, then: Callable[[], None]) -> None:
        self._loop.remove_reader(self._listener)
        self._loop.call_later(seconds, then)

    def _come(self) -> None:
        if self._shares.has_most():
            self._pause(LEFT_SECONDS, self._take_what_was_left)
        else:
            self._accept()

    def _take_what_was_left(self) -> None:
        self._listen()
        if not self.should_exit:
            for _ in range(AT_ONCE):
                if not self._accept():
                    return

    def _accept(self) -> bool:
        """Take one that waits; whether there was one."""
        try:
            connection, _address = self._listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return False  # another process was first, or they went away
        except OSError:
            log.exception("No connection can be taken; trying again in %s s", REFUSED_SECONDS)
            self._pause(REFUSED_SECONDS, self._listen)
            return False
        connection.setblocking(False)
        self._shares.tell(len(self.server_state.connections) + 1)
        self._loop.create_task(self._serve_on(connection))
        return True

    async def _serve_on(self, connection: socket.socket) -> None:
        await self._loop.connect_accepted_socket(self._protocol, connection)
        self._shares.tell(len(self.server_state.connections))

    def _protocol(self) -> Any:
        return self.config.http_protocol_class(
            config=self.config,  # type: ignore[call-arg]
            server_state=self.server_state,
            app_state=self.lifespan.state,
        )
