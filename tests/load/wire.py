"""A light client of the public API, so that the generator leaves the cores to what it measures.

HTTP/1.1 on kept-open connections, written by hand; the socket by `websockets`. Nothing but documented calls.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed


class Sender:
    """One kept-open HTTP connection; one request at a time."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def post(self, path: str, token: str, body: bytes) -> tuple[int, dict[str, Any]]:
        if self.writer is None:
            await self.open()
        assert self.reader is not None and self.writer is not None
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        try:
            self.writer.write(head.encode() + body)
            return await self._answer(self.reader)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            self.close()
            raise

    async def _answer(self, reader: asyncio.StreamReader) -> tuple[int, dict[str, Any]]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        length = int(head.partition("content-length:")[2].partition("\r\n")[0] or 0)
        content = await reader.readexactly(length)
        if "connection: close" in head:
            self.close()
        return status, orjson.loads(content) if content[:1] == b"{" else {}

    def close(self) -> None:
        if self.writer:
            self.writer.close()
        self.reader = self.writer = None


Hear = Callable[[str, dict[str, Any], float], None]


class Stream:
    """One person's socket with everything they follow; comes back by itself and resumes by number."""

    def __init__(self, port: int, token: str, team: str | None, conversations: list[str], hear: Hear) -> None:
        self.port, self.token, self.hear = port, token, hear
        self.team = {"organisation": team} if team else {}
        self.last = dict.fromkeys(conversations, 0)
        self.numbers: dict[str, list[int]] = {each: [] for each in conversations}
        self.is_following = asyncio.Event()
        self.reconnects = 0
        self.connection: ClientConnection | None = None

    async def run(self) -> None:
        """Follow until cancelled."""
        pause = 0.05
        while True:
            try:
                async with connect(
                    f"ws://localhost:{self.port}/ws/",
                    additional_headers={"Authorization": f"Bearer {self.token}"},
                    compression=None,
                    max_size=None,
                    ping_interval=None,
                    open_timeout=5,
                ) as self.connection:
                    pause = 0.05
                    await self._follow(self.connection)
            except (OSError, ConnectionClosed, TimeoutError, EOFError):
                pass
            except Exception as error:
                # A handshake that a dying server cut off has many names; all of them mean: come back.
                if "handshake" not in str(error).lower() and "http" not in str(error).lower():
                    raise
            self.reconnects += 1
            await asyncio.sleep(pause)
            pause = min(pause * 2, 1.0)

    async def _follow(self, connection: ClientConnection) -> None:
        waiting = set(self.last)
        async for text in connection:
            frame = orjson.loads(text)
            if frame["type"] == "welcome":
                for conversation, after in self.last.items():
                    await connection.send(
                        json.dumps(
                            {"type": "follow", "conversation": conversation, "after": after, **self.team}
                        )
                    )
            elif frame["type"] == "messages":
                self._take(frame)
                waiting.discard(frame["conversation"])
                if not waiting:
                    self.is_following.set()

    def _take(self, frame: dict[str, Any]) -> None:
        now, conversation = time.perf_counter(), frame["conversation"]
        for message in frame["messages"]:
            # The rule of the protocol: what one has already is dropped.
            if message["number"] <= self.last[conversation]:
                continue
            self.numbers[conversation].append(message["number"])
            self.last[conversation] = message["number"]
            self.hear(self.token, message, now)
