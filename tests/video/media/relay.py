"""The relay as it is deployed (coturn), on this machine."""

from __future__ import annotations

import asyncio
import secrets
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from aioice import turn

from beterdichtbij.launching.settings import ROOT
from tests.video.media.workers import until
from video.relay import ice_servers

SECRET = secrets.token_hex(16)
# What a test on one machine needs beside the configuration that is deployed.
HERE = ["-L", "127.0.0.1", "-E", "127.0.0.1", "--allow-loopback-peers", "--no-tls", "--no-dtls", "-n"]


class Relay(NamedTuple):
    """A coturn with our configuration, and the names our server gives for it."""

    port: int

    def server(self, *, ago: float = 0.0, secret: str = SECRET) -> dict:
        urls = [f"turn:127.0.0.1:{self.port}?transport=udp"]
        given = {"room": uuid.uuid4(), "seat": uuid.uuid4(), "now": time.time() - ago}
        return ice_servers(secret=secret, urls=urls, **given)[0]

    async def connect(self, server: dict) -> turn.TurnTransport:
        transport, _ = await turn.create_turn_endpoint(
            asyncio.DatagramProtocol,
            ("127.0.0.1", self.port),
            username=server["username"],
            password=server["credential"],
        )
        return transport


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    """With everything as it is deployed but that this machine itself may be reached: the worker is here."""
    folder, port = tmp_path_factory.mktemp("relay"), free_port()
    deployed = (ROOT / "deploy/relay/turnserver.conf").read_text()
    own = f"\nlistening-port={port}\nstatic-auth-secret={SECRET}\nallowed-peer-ip=127.0.0.1\n"
    (folder / "turnserver.conf").write_text(deployed.replace("listening-port=3478\n", "") + own)
    process = subprocess.Popen(
        ["turnserver", "-c", str(folder / "turnserver.conf"), *HERE[:-1], *places(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until(lambda: process.poll() is not None or is_bound(port))
    assert process.poll() is None
    yield Relay(port)
    process.terminate()
    process.wait(30)


def places(folder: Path) -> list[str]:
    return [
        "--pidfile",
        str(folder / "pid"),
        "--userdb",
        str(folder / "db"),
        "--log-file",
        str(folder / "log"),
    ]


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def is_bound(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        try:
            taken.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
