"""The address the product answers on: opened before anything starts, asked until it answers.

As a health check: python -m beterdichtbij.launching.front_door PORT PATH.
"""

from __future__ import annotations

import socket
import sys
from http.client import HTTPConnection, HTTPException

BACKLOG = 1024


class PortTaken(Exception):
    """Another program listens there."""


def listen(host: str, port: int) -> socket.socket:
    """Open the port for all web processes together; they inherit it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as failure:
        listener.close()
        raise PortTaken(
            f"{host}:{port} cannot be used ({failure.strerror}); choose another PORT."
        ) from failure
    listener.listen(BACKLOG)
    return listener


def answer(host: str, port: int, path: str) -> int | None:
    """Return the status a page is served with, None when nobody answers."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    connection = HTTPConnection(reachable, port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(answer("127.0.0.1", int(sys.argv[1]), sys.argv[2]) != 200)
