"""Calls to an address that somebody typed: looked at before, and cut off at their moment."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
import requests

from monitoring_export import carriers
from monitoring_export.models import DeliveryAttempt
from notifications import outward
from single_sign_on import guarded

SHORT = 0.4


def drips(line: socket.socket, ended: threading.Event) -> None:
    """One byte of a header now and then."""
    line.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not ended.wait(0.05):
        line.sendall(b"x")


def goes_on(line: socket.socket, _ended: threading.Event) -> None:
    """ "Continue" without end, as fast as it can."""
    while True:
        line.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 50)


def drips_a_page(line: socket.socket, ended: threading.Event) -> None:
    """All of its headers, and then what it says, a byte at a time."""
    line.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}")
    while not ended.wait(0.05):
        line.sendall(b" ")


def says_hello(line: socket.socket, ended: threading.Event) -> None:
    """An SSH server that never comes to its name."""
    while not ended.wait(0.05):
        line.sendall(b"x\r\n")


@contextmanager
def peer(behaves: Callable[[socket.socket, threading.Event], None]) -> Iterator[int]:
    """A real server on loopback that takes calls and behaves badly; its port."""
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    line, _address = server.accept()
                    with line, suppress(OSError):
                        behaves(line, ended)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            ended.set()
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)


@pytest.mark.parametrize("behaves", [drips, goes_on], ids=lambda each: each.__name__)
def test_a_peer_that_fills_the_time_is_cut_off(behaves):
    """Such a peer never comes to an end by itself."""
    with peer(behaves) as port, requests.Session() as session, pytest.raises(OSError):
        outward.prepare(session, allows_private=True, within=SHORT)
        session.get(f"http://127.0.0.1:{port}/", timeout=60)


@pytest.mark.parametrize("behaves", [drips, drips_a_page], ids=lambda each: each.__name__)
def test_a_provider_is_not_waited_for(behaves, settings, monkeypatch):
    settings.SINGLE_SIGN_ON_PRIVATE = True
    monkeypatch.setattr(guarded, "WITHIN", SHORT)
    with peer(behaves) as port, pytest.raises(guarded.Unreachable):
        guarded.read_json(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(("way", "behaves"), [("https", drips), ("sftp", says_hello)], ids=["https", "sftp"])
def test_a_receiver_is_not_waited_for(way, behaves, settings, monkeypatch):
    import asyncssh

    settings.DELIVERY_PRIVATE = True
    monkeypatch.setattr(carriers, "WITHIN", SHORT)
    key = asyncssh.generate_private_key("ssh-ed25519").export_private_key().decode()
    with peer(behaves) as port, pytest.raises(carriers.NotDelivered) as told:
        scheme = {"https": "http", "sftp": "sftp"}[way]
        address = f"{scheme}://cijfers@127.0.0.1:{port}/"
        carriers.bring(carriers.Parcel("cijfers.csv", "text/csv", b"a", way, address, key=key))

    assert told.value.result == DeliveryAttempt.Result.UNREACHABLE


def test_a_call_that_is_over_leaves_nothing_behind():
    with peer(drips_a_page) as port:
        with requests.Session() as session:
            call = outward.prepare(session, allows_private=True, within=60)
            session.get(f"http://127.0.0.1:{port}/", timeout=5, stream=True).close()
            [(timer, guard)] = call._guards
        assert timer.finished.is_set() and guard.fileno() == -1


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "0.0.0.0",
        "::1",
        "::",
        "fd00::1",
        "fe80::1%1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::10.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b::808:808",
        "64:ff9b:1::a00:1",
        "2002:a00:1::1",
    ],
)
def test_an_address_inside_or_through_a_gateway_is_refused(address):
    assert not outward.is_outside(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_an_address_of_the_world_is_not(address):
    assert outward.is_outside(address)


@pytest.mark.parametrize("name", ["127.0.0.1", "[::ffff:127.0.0.1]", "localhost"])
def test_an_open_port_inside_is_answered_as_a_closed_one_and_never_called(name):
    came = threading.Event()
    with peer(lambda _line, _ended: came.set()) as port:
        said = []
        for each in (port, 1):
            with (
                requests.Session() as session,
                pytest.raises(OSError, match="inside our own network") as told,
            ):
                outward.prepare(session, allows_private=False, within=5)
                session.get(f"http://{name}:{each}/", timeout=5)
            said.append((type(told.value), str(told.value)))

    assert said[0] == said[1] and not came.is_set()
