"""Connections to an address that somebody typed: nothing inside our own network.

The address is looked at when the connection stands and before a byte is sent, so that a name that answers
otherwise the second time gains nothing.
"""

from __future__ import annotations

import socket
from ipaddress import ip_address
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class Inside(OSError):
    """The address is inside our own network."""


def look_at(sock: socket.socket) -> socket.socket:
    """Return a connection that leads outside; raises `Inside`."""
    if not ip_address(sock.getpeername()[0]).is_global:
        sock.close()
        raise Inside("an address inside our own network")
    return sock


def prepare(session: requests.Session, *, allows_private: bool) -> None:
    """Let a session call only such addresses, whatever proxies or keys this machine has for others."""
    session.trust_env = False
    session.max_redirects = 0
    adapter = HTTPAdapter(max_retries=0) if allows_private else _Guarded(max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)


class _Plain(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return look_at(super()._new_conn())


class _Secure(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return look_at(super()._new_conn())


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Guarded(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
