"""An outside client: HTTP and the socket by their documentation alone, nothing of our code."""

from __future__ import annotations

import asyncio
import json
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import aiohttp


class Caller:
    """One person with a token. `team` is the slug of the organisation they work at, if they do."""

    def __init__(self, url: str, token: str, *, team: str | None = None) -> None:
        self.url, self.token, self.team = url, token, team
        self.http = aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.close()

    def address(self, conversation: str) -> str:
        team = f"org/{self.team}/" if self.team else ""
        return f"{self.url}/api/v1/{team}conversations/{conversation}/messages/"

    async def send(self, conversation: str, text: str, client_id: str = "") -> tuple[int, dict[str, Any]]:
        body = {"client_id": client_id or str(uuid4()), "text": text}
        async with self.http.post(self.address(conversation), json=body) as answer:
            return answer.status, await answer.json()

    async def read(self, conversation: str, after: int = 0) -> tuple[int, dict[str, Any]]:
        async with self.http.get(self.address(conversation), params={"after": after}) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str) -> Any:
        async with self.http.get(f"{self.url}/api/v1/{path}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        async with self.http.post(f"{self.url}/api/v1/{path}", json=body) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()

    async def socket(self, **headers: str) -> Line:
        url = self.url.replace("http", "ws", 1) + "/ws/"
        return Line(await self.http.ws_connect(url, headers=headers, max_msg_size=0), self.team)


class Line:
    """One open socket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, team: str | None) -> None:
        self.socket, self.team = socket, team
        # Every message that came over this line, in the order in which they came.
        self.messages: list[dict[str, Any]] = []
        self.frames: list[dict[str, Any]] = []

    @property
    def numbers(self) -> list[int]:
        return [each["number"] for each in self.messages]

    async def say(self, **frame: Any) -> None:
        await self.socket.send_str(json.dumps(frame))

    async def follow(self, conversation: str, after: int = 0, **more: Any) -> None:
        team = {"organisation": self.team} if self.team else {}
        await self.say(type="follow", conversation=conversation, after=after, **team, **more)

    async def hear(self, kind: str, seconds: float = 5) -> dict[str, Any]:
        """The next frame of this type; others are passed over."""
        async with asyncio.timeout(seconds):
            while True:
                frame = await self.socket.receive()
                assert frame.type is aiohttp.WSMsgType.TEXT, (frame.type, frame.data)
                content = json.loads(frame.data)
                self.frames.append(content)
                self.messages += content.get("messages", [])
                if content["type"] == kind:
                    return content

    async def hear_text(self, text: str) -> dict[str, Any]:
        """Wait until a message with this text has come."""
        while True:
            for message in self.messages:
                if message["text"] == text:
                    return message
            await self.hear("messages")

    async def hear_nothing(self, seconds: float = 0.5) -> bool:
        try:
            await self.hear("messages", seconds)
        except TimeoutError:
            return True
        return False

    async def closed(self, seconds: float = 6) -> int | None:
        """Wait until the other side closes, and return why."""
        async with asyncio.timeout(seconds):
            while not self.socket.closed:
                await self.socket.receive()
        return self.socket.close_code
