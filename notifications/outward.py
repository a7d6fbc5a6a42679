"""Connections to an address that somebody typed: nothing inside our own network, and over by a moment.

A name is looked up once. Every address it has is looked at before anything is called, and one of these is
called: a name that answers otherwise the second time gains nothing, and a port inside that is open cannot be
told from one that is closed. At its moment a call is cut off, however the other side fills the time.
"""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from functools import partial
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

# Addresses that stand for one of another network, which a gateway of ours may know the way to.
CARRIERS = [IPv6Network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "::/96")]

# What has come and was not read can be read after a call was cut off, so that must not be much.
MOST_UNREAD = 64 * 1024


class Inside(OSError):
    """The address is inside our own network."""


class TooLate(TimeoutError):
    """The call was not over by its moment."""


def is_outside(text: str) -> bool:
    """Whether an address leads to the world, and not to us, to many, or through a gateway."""
    found = ip_address(text)
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return is_outside(str(found.ipv4_mapped))
        if any(found in each for each in CARRIERS):
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


class Call:
    """One call out, with all of its connections: `within` so many seconds, and then no more."""

    def __init__(self, *, within: float, allows_private: bool) -> None:
        self.until = time.monotonic() + within
        self.allows_private = allows_private
        self._guards: list[tuple[threading.Timer, socket.socket]] = []

    def left(self) -> float:
        """Seconds that are left; raises `TooLate`."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise TooLate("the call took too long")
        return left

    def connect(self, host: str, port: int, patience: float | None = None) -> socket.socket:
        """A connection to one of the addresses of a name; raises `Inside` when any of these is inside."""
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        if not self.allows_private and not all(is_outside(str(each[4][0])) for each in found):
            raise Inside("an address inside our own network")
        failure: OSError = OSError("this name has no address")
        for family, kind, protocol, _name, address in found:
            sock = socket.socket(family, kind, protocol)
            try:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, MOST_UNREAD)
                sock.settimeout(min(self.left(), patience or self.left()))
                sock.connect(address)
                return self._guarded(sock)
            except OSError as error:
                sock.close()
                failure = error
        raise failure

    def close(self) -> None:
        """It is over."""
        for timer, guard in self._guards:
            timer.cancel()
            guard.close()
        self._guards.clear()

    def _guarded(self, sock: socket.socket) -> socket.socket:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Another handle of the same connection: it ends that one also where TLS has taken it over.
        guard = sock.dup()
        timer = threading.Timer(self.left(), _cut_off, [guard])
        timer.daemon = True
        timer.start()
        self._guards.append((timer, guard))
        return sock


def prepare(session: requests.Session, *, allows_private: bool, within: float) -> Call:
    """Let a session make one call to such an address, whatever proxies or keys this machine has for others.

    The seconds count from now; the session must be closed.
    """
    session.trust_env = False
    session.max_redirects = 0
    call = Call(within=within, allows_private=allows_private)
    adapter = _Guarded(call)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return call


def _cut_off(guard: socket.socket) -> None:
    with suppress(OSError):
        guard.shutdown(socket.SHUT_RDWR)


class _Plain(HTTPConnection):
    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call

    def _new_conn(self) -> socket.socket:
        return self.call.connect(self._dns_host, self.port or self.default_port, self.timeout)


class _Secure(HTTPSConnection):
    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call

    def _new_conn(self) -> socket.socket:
        return self.call.connect(self._dns_host, self.port or self.default_port, self.timeout)


class _PlainPool(HTTPConnectionPool):
    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ConnectionCls = partial(_Plain, call=call)  # type: ignore[assignment]


class _SecurePool(HTTPSConnectionPool):
    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ConnectionCls = partial(_Secure, call=call)  # type: ignore[assignment]


class _Guarded(HTTPAdapter):
    def __init__(self, call: Call) -> None:
        self.call = call
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": partial(_PlainPool, call=self.call),  # type: ignore[dict-item]
            "https": partial(_SecurePool, call=self.call),  # type: ignore[dict-item]
        }

    def send(self, *args: Any, **kwargs: Any) -> requests.Response:
        answer = super().send(*args, **kwargs)
        # Headers that were cut off look like headers that are over.
        try:
            self.call.left()
        except TooLate:
            answer.close()
            raise
        return answer

    def close(self) -> None:
        self.call.close()
        super().close()
