"""A browser that only opens pages, by hand, so that the generator leaves the cores to the product."""

from __future__ import annotations

import asyncio


class Browser:
    """One member at their department's page, on as many kept-open connections as come late."""

    def __init__(self, port: int, desk: dict[str, str]) -> None:
        self.port = port
        self.idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self.cookies = {"session": desk["session"]}
        self.address = f"/org/{desk['slug']}/?afdeling={desk['department']}"
        self.request = self._request()

    def _request(self) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return (
            f"GET {self.address} HTTP/1.1\r\nHost: localhost:{self.port}\r\n"
            f"Cookie: {cookies}\r\nAccept-Language: nl\r\n\r\n"
        ).encode()

    def _keep_cookies(self, head: str) -> None:
        """Those of the first page, as a browser sends them with the next."""
        for line in head.split("\r\n"):
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                name, _, value = value.partition(";")[0].partition("=")
                self.cookies[name] = value
        self.request = self._request()

    async def open(self) -> None:
        self.idle.append(await asyncio.open_connection("127.0.0.1", self.port))

    async def _ask(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, str]:
        while True:
            if not self.idle:
                await self.open()
            reader, writer = self.idle.pop()
            try:
                writer.write(self.request)
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                if len(self.cookies) == 1:
                    self._keep_cookies(head)
                return reader, writer, head.lower()
            except (asyncio.IncompleteReadError, ConnectionError):
                writer.close()  # it was idle for so long that the product hung up

    async def page(self) -> int:
        """Ask for the page, read it whole, and return its status."""
        reader, writer, head = await self._ask()
        if "transfer-encoding: chunked" in head:
            while (size := int(await reader.readline(), 16)) or await reader.readline() != b"\r\n":
                await reader.readexactly(size + 2)
        else:
            await reader.readexactly(int(head.partition("content-length:")[2].partition("\r\n")[0] or 0))
        if "connection: close" in head:
            writer.close()
        else:
            self.idle.append((reader, writer))
        return int(head.split(" ", 2)[1])
