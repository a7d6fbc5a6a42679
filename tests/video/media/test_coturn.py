"""The relay as it is deployed (coturn): who may use it, for how long, and where it leads."""

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
from aioice import stun, turn

from beterdichtbij.launching.settings import ROOT
from tests.video.media.workers import until
from video.relay import VALID_FOR, ice_servers

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


async def test_who_has_a_name_of_the_last_ten_minutes_is_let_in(relay):
    transport = await relay.connect(relay.server())
    assert transport.get_extra_info("sockname")[0] == "127.0.0.1"
    await ended(transport)


@pytest.mark.parametrize(
    "given",
    [{"ago": VALID_FOR + 60}, {"secret": "another"}],
    ids=["of longer ago", "signed by somebody else"],
)
async def test_others_are_refused(relay, given):
    with pytest.raises(stun.TransactionFailed):
        await relay.connect(relay.server(**given))


async def test_a_password_is_of_one_name(relay):
    """The name of one with the password of another: neither may use it for the other's ten minutes."""
    with pytest.raises(stun.TransactionFailed):
        await relay.connect(relay.server() | {"credential": relay.server()["credential"]})


@pytest.mark.parametrize("inside", ["10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "127.0.0.2"])
async def test_nothing_of_the_inside_is_reached_through_it(relay, inside):
    transport = await relay.connect(relay.server())
    with pytest.raises(stun.TransactionFailed) as refused:
        await transport._TurnTransport__inner_protocol.channel_bind(0x4000, (inside, 5000))
    assert refused.value.response.attributes["ERROR-CODE"][0] == 403
    await ended(transport)


async def ended(transport: turn.TurnTransport) -> None:
    transport.close()
    await asyncio.sleep(0)


def test_two_browsers_that_have_no_other_way_see_each_other_through_it(relay, worker, call):
    room = str(uuid.uuid4())
    callers = [call(room), call(room)]
    for caller in callers:
        caller.page.evaluate("server => (call.relays = [server])", relay.server())
        caller.start()
    for caller in callers:
        until(lambda who=caller: who.sees() > 30)
        assert caller.page.evaluate("call.way()") == "relay"
