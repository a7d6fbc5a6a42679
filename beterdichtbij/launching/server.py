"""The web server of one process, which divides with the others of its port what is asked.

Whoever accepts a connection has all that comes over it, while another process may have nothing to do. So who
gets a request while another has fewer to answer hands it over: the connection itself, with what was read from
it. It stays there. The visitor sees nothing of it.

A page that is open keeps a socket for hours and asks nothing over it, so it does not count.
"""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from beterdichtbij.launching.shares import Shares


class Protocol(HttpToolsProtocol):
    """A connection, which goes to another process with a request for which that has more time.

    `read` is what another process read from it.
    """

    def __init__(self, *args: Any, shares: Shares, read: bytes = b"", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shares, self._read = shares, read
        self._unanswered, self._is_read_whole = 0, True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self._read and self.client:  # else they hung up on the way, and nobody knows who it was
            super().data_received(self._read)

    def data_received(self, data: bytes) -> None:
        if not self._is_done() or not self._hand_over(data):
            super().data_received(data)

    def _is_done(self) -> bool:
        """Whether what comes now is a new request.

        One may be answered before all of it came; its rest would be a request to who knows nothing of it.
        """
        return self._is_read_whole and not (self._unanswered or self.transport.get_write_buffer_size())

    def _hand_over(self, data: bytes) -> bool:
        connection = self.transport.get_extra_info("socket").fileno()
        if is_given := self._shares.hand_over(connection, data):
            self._unset_keepalive_if_required()
            self.transport.abort()  # only here: the other process has it open
        return is_given

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._is_read_whole = False
        self._count(1)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._is_read_whole = True

    def on_response_complete(self) -> None:
        # It no longer counts where a socket was opened after it, or who asked it has left.
        self._count(-min(self._unanswered, 1))
        super().on_response_complete()

    def handle_websocket_upgrade(self) -> None:
        self._count(-self._unanswered)
        super().handle_websocket_upgrade()

    def connection_lost(self, exc: Exception | None) -> None:
        self._count(-self._unanswered)
        super().connection_lost(exc)

    def _count(self, more: int) -> None:
        if more:
            self._unanswered += more
            self._shares.count(more)


class Server(uvicorn.Server):
    """Uvicorn, which hands over what another process has more time for, and takes what is handed to it."""

    def __init__(self, config: uvicorn.Config, shares: Shares) -> None:
        super().__init__(config)
        self._shares = shares

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.config.http_protocol_class = self._protocol  # type: ignore[assignment]
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._shares.inbox, self._take)

    async def on_tick(self, counter: int) -> bool:
        self._shares.tell()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._shares.leave()
        await super().shutdown(sockets)  # in which it takes what others were just handing over
        self._loop.remove_reader(self._shares.inbox)

    def _take(self) -> None:
        while given := self._shares.take():
            self._loop.create_task(self._serve_on(*given))

    async def _serve_on(self, connection: socket.socket, read: bytes) -> None:
        connection.setblocking(False)

        def protocol() -> Protocol:
            return self._protocol(
                config=self.config,
                server_state=self.server_state,
                app_state=self.lifespan.state,
                read=read,
            )

        _, served = await self._loop.connect_accepted_socket(protocol, connection)
        if self.should_exit:
            served.shutdown()  # with its answer: the others have been told

    def _protocol(self, **known: Any) -> Protocol:
        return Protocol(shares=self._shares, **known)
