"""The base of our sockets: exact origin, who is this, heartbeat, limits, and the end of a session.

A socket listens and carries signs of presence; writing goes through HTTP. Frames are JSON objects with a
`type`; a subclass answers `type` "x" in `on_x`. docs/subsystems/realtime.md is the protocol.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from http.cookies import CookieError, SimpleCookie
from typing import Any
from uuid import UUID

import orjson
import psycopg
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from realtime.events import topic
from realtime.hub import hub
from rowsecurity.errors import Refused

BEAT_SECONDS = 20.0
IDENTIFY_SECONDS = 10.0
LARGEST_FRAME = 4096
# A page asks a handful of things when it opens; more than this is not a page.
FRAMES_AT_ONCE, FRAMES_PER_SECOND = 120, 20.0

# Every signed-in socket of this process; the keys of all of them are checked in one query.
_open_sockets: set[LiveSocket] = set()

UNREADABLE, NOT_SIGNED_IN, TOO_MUCH, TRY_LATER = 4400, 4401, 4429, 1013


class LiveSocket(AsyncWebsocketConsumer):
    """One open line to one signed-in person."""

    person_id: UUID | None = None
    key = ""
    source = ""

    async def identify(self, key: str) -> UUID | None:
        """The person of a session key."""
        raise NotImplementedError

    async def websocket_connect(self, message: dict[str, Any]) -> None:
        await self._or_try_later(super().websocket_connect(message))

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        await self._or_try_later(super().websocket_receive(message))

    async def _or_try_later(self, work: Awaitable[None]) -> None:
        try:
            await work
        except psycopg.OperationalError:
            # The browser comes back and resumes from its number.
            await self.close(TRY_LATER)

    async def connect(self) -> None:
        headers = dict(self.scope["headers"])
        bearer = headers.get(b"authorization", b"").decode("latin-1")
        self._timer = asyncio.get_running_loop().call_later(0, lambda: None)
        self._allowance, self._counted_at = float(FRAMES_AT_ONCE), time.monotonic()
        self.source = (self.scope.get("client") or [""])[0]
        origin = headers.get(b"origin", b"").decode("latin-1")
        if origin and origin != settings.PUBLIC_URL:
            return await self.close()
        if bearer.lower().startswith("bearer "):
            return await self._welcome(bearer[7:].strip(), accept=True)
        # A cookie goes along from any page that opens a socket here; only our own pages name our origin.
        cookie = _session_cookie(headers.get(b"cookie", b"").decode("latin-1")) if origin else ""
        if cookie:
            return await self._welcome(cookie, accept=True)
        await self.accept()
        self._later(IDENTIFY_SECONDS, self._give_up)
        return None

    async def _welcome(self, key: str, *, accept: bool = False) -> None:
        self.key, self.person_id = key, await self.identify(key)
        if accept:
            await self.accept()
        if self.person_id is None:
            return await self.close(NOT_SIGNED_IN)
        hub().join(topic("person", self.person_id), self)
        _open_sockets.add(self)
        await self.say({"type": "welcome", "beat_seconds": BEAT_SECONDS})
        self._later(BEAT_SECONDS, self._beat)

    async def disconnect(self, code: int) -> None:
        self._timer.cancel()
        if self.person_id:
            hub().leave(topic("person", self.person_id), self)
            _open_sockets.discard(self)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if not self._spend():
            return await self.close(TOO_MUCH)
        frame = _parse(text_data)
        if frame is None:
            return await self.close(UNREADABLE)
        if self.person_id is None:
            token = frame.get("token")
            if frame["type"] != "identify" or not isinstance(token, str):
                return await self.close(NOT_SIGNED_IN)
            return await self._welcome(token)
        await self._answer(frame)

    async def _answer(self, frame: dict[str, Any]) -> None:
        handler: Callable[[dict[str, Any]], Awaitable[None]] | None
        handler = getattr(self, f"on_{frame['type']}", None)
        if handler is None:
            return await self.say({"type": "refused", "about": frame["type"], "reason": "unknown"})
        try:
            await handler(frame)
        except (KeyError, TypeError, ValueError):
            await self.say({"type": "refused", "about": frame["type"], "reason": "malformed"})
        except Refused as refused:
            answer = {"type": "refused", "about": frame["type"], "reason": refused.sentence}
            await self.say(answer | {key: frame[key] for key in ("conversation",) if key in frame})

    async def on_ping(self, frame: dict[str, Any]) -> None:
        await self.say({"type": "pong"})

    async def say(self, frame: dict[str, Any]) -> None:
        """Send one frame."""
        await self.send(text_data=orjson.dumps(frame).decode())

    async def check_session(self) -> None:
        """Close the line if its session is over."""
        if await self.identify(self.key) != self.person_id:
            await self.close(NOT_SIGNED_IN)

    def hear(self, event: dict[str, Any]) -> None:
        """Hear an event of a topic that was joined; see `realtime.hub.Listener`."""

    async def beat(self) -> None:
        """Say that the line is alive."""
        await self.say({"type": "beat"})

    async def quietly(self, work: Awaitable[Any]) -> None:
        """Do work that nobody waits for; the line may be gone meanwhile, and `disconnect` has tidied up."""
        try:
            await work
        except (OSError, RuntimeError):
            return
        except psycopg.OperationalError:
            await self.close(TRY_LATER)

    def _later(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        loop = asyncio.get_running_loop()
        start = partial(self._begin, work)
        self._timer.cancel()
        self._timer = loop.call_later(seconds, start)

    def _begin(self, work: Callable[[], Awaitable[None]]) -> None:
        self._task = asyncio.ensure_future(self.quietly(work()))

    async def _beat(self) -> None:
        await self.beat()
        self._later(BEAT_SECONDS, self._beat)

    async def _give_up(self) -> None:
        if self.person_id is None:
            await self.close(NOT_SIGNED_IN)

    def _spend(self) -> bool:
        now = time.monotonic()
        grown = self._allowance + (now - self._counted_at) * FRAMES_PER_SECOND
        self._allowance, self._counted_at = min(float(FRAMES_AT_ONCE), grown) - 1, now
        return self._allowance >= 0


def open_sockets() -> set[LiveSocket]:
    """The signed-in sockets of this process, for who checks their sessions."""
    return _open_sockets


def _session_cookie(header: str) -> str:
    try:
        cookies = SimpleCookie(header)
    except CookieError:
        return ""
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    return morsel.value if morsel else ""


def _parse(text: str | None) -> dict[str, Any] | None:
    if text is None or len(text) > LARGEST_FRAME:
        return None
    try:
        frame = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    is_frame = isinstance(frame, dict) and isinstance(frame.get("type"), str)
    return frame if is_frame and frame["type"].isidentifier() else None
