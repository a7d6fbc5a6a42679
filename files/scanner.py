"""Asks a virus scanner that speaks the protocol of ClamAV, when one is configured (`CLAMAV_ADDRESS`)."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable

from django.conf import settings

PATIENCE = 30
LARGEST_CHUNK = 64 * 1024


class NotScanned(Exception):
    """The scanner is away, or did not understand: nothing is known about the file."""


def is_clean(chunks: Iterable[bytes]) -> bool:
    """False when the scanner found something; True too when no scanner is configured."""
    if not settings.CLAMAV_ADDRESS:
        return True
    try:
        with _connected(settings.CLAMAV_ADDRESS) as line:
            answer = _instream(line, chunks)
    except OSError as error:
        raise NotScanned(type(error).__name__) from error
    if answer.endswith(" FOUND"):
        return False
    if answer.endswith(": OK"):
        return True
    raise NotScanned("not understood")


def _instream(line: socket.socket, chunks: Iterable[bytes]) -> str:
    line.sendall(b"zINSTREAM\0")
    for chunk in chunks:
        for start in range(0, len(chunk), LARGEST_CHUNK):
            piece = chunk[start : start + LARGEST_CHUNK]
            line.sendall(struct.pack("!I", len(piece)) + piece)
    line.sendall(struct.pack("!I", 0))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < 4096:
        more = line.recv(1024)
        if not more:
            break
        answer += more
    return answer.rstrip(b"\0").decode(errors="replace")


def _connected(address: str) -> socket.socket:
    if address.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(PATIENCE)
        line.connect(address.removeprefix("unix:"))
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)
