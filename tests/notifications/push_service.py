"""A push service of the tests, as browsers' makers run one: it knows nothing of our code.

It takes what RFC 8030 says, checks the signature of RFC 8292 and opens the payload with the browser's own
keys (RFC 8291), so that what is read here is what a browser would show.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import http_ece
import pytest
from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def text_of(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class PushBrowser:
    """The side of the browser: an address at the service, and keys that never leave it."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def subscription(self) -> dict[str, Any]:
        """As `PushSubscription.toJSON()` gives it."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "keys": {"p256dh": text_of(point), "auth": text_of(self.auth)}}

    def open(self, sealed: bytes) -> dict[str, str]:
        plain = http_ece.decrypt(sealed, private_key=self.key, auth_secret=self.auth, version="aes128gcm")
        return json.loads(plain)


@dataclass
class PushService:
    """What arrived, and what to answer: per path a status instead of 201."""

    origin: str = ""
    browsers: dict[str, PushBrowser] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    received: list[tuple[dict[str, str], dict[str, str]]] = field(default_factory=list)
    sealed: list[bytes] = field(default_factory=list)

    def browser(self) -> PushBrowser:
        path = f"/push/{uuid4().hex}"
        return self.browsers.setdefault(path, PushBrowser(self.origin + path))

    def answer(self, browser: PushBrowser, status: int) -> None:
        self.answers[browser.endpoint.removeprefix(self.origin)] = status

    @property
    def payloads(self) -> list[dict[str, str]]:
        return [payload for payload, _ in self.received]

    async def take(self, request: web.Request) -> web.Response:
        sealed, browser = await request.read(), self.browsers[request.path]
        check_signature(request.headers["Authorization"], origin=self.origin)
        assert request.headers["Content-Encoding"] == "aes128gcm"
        assert int(request.headers["TTL"]) > 0
        status = self.answers.get(request.path, 201)
        if status == 201:
            self.sealed.append(sealed)
            self.received.append((browser.open(sealed), dict(request.headers)))
        return web.Response(status=status, headers={"Location": f"{self.origin}/elsewhere"})


def check_signature(authorization: str, *, origin: str) -> None:
    """RFC 8292: a token for this very service, signed with the key that it names."""
    scheme, _, rest = authorization.partition(" ")
    assert scheme == "vapid"
    parts = dict(each.strip().split("=", 1) for each in rest.split(","))
    head, claims, signature = parts["t"].split(".")
    values = json.loads(bytes_of(claims))
    assert values["aud"] == origin and values["sub"].startswith("mailto:")
    raw = bytes_of(signature)
    r, s = (int.from_bytes(raw[at : at + 32], "big") for at in (0, 32))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes_of(parts["k"]))
    try:
        key.verify(encode_dss_signature(r, s), f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as wrong:
        raise AssertionError("signed with another key") from wrong


@pytest.fixture
def push_service() -> Iterator[PushService]:
    """A service that listens on this machine only."""
    with serving() as service:
        yield service


@contextmanager
def serving(port: int = 0) -> Iterator[PushService]:
    """Listen in a thread of its own until the end of the block."""
    service, loop, ready = PushService(), asyncio.new_event_loop(), threading.Event()

    async def listen() -> web.AppRunner:
        application = web.Application()
        application.router.add_post("/push/{name}", service.take)
        runner = web.AppRunner(application)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        service.origin = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
        return runner

    def serve() -> None:
        runner = loop.run_until_complete(listen())
        ready.set()
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())

    thread = threading.Thread(target=serve)
    thread.start()
    ready.wait()
    try:
        yield service
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
