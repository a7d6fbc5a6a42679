"""Seals a stream of bytes in pieces, so that neither side ever holds the whole.

salt (32) | piece | piece | …   each 64 KiB and its tag, AES-256-GCM. The key of one writing comes from the
file's key and the salt (HKDF), so writing the same object twice never uses a nonce twice. The nonce is the
number of the piece and whether it is the last: pieces left out, moved or cut off do not open.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tenants.envelope import CannotOpen

SALT = 32
PIECE = 64 * 1024
TAG = 16


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def seal(key: bytes, bound: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Seal what comes in chunks of any size; `bound` says which object it is."""
    salt = os.urandom(SALT)
    cipher = _cipher(key, salt, bound)
    yield salt
    number, waiting = 0, bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) > PIECE:  # the last piece is never sealed before it is known to be the last
            yield cipher.encrypt(_nonce(number, False), bytes(waiting[:PIECE]), bound)
            del waiting[:PIECE]
            number += 1
    yield cipher.encrypt(_nonce(number, True), bytes(waiting), bound)


def open_sealed(key: bytes, bound: bytes, stream: Readable) -> Iterator[bytes]:
    """Open piece by piece; raises `CannotOpen` at the first that is not what was sealed."""
    cipher = _cipher(key, _exactly(stream, SALT), bound)
    number, piece = 0, _exactly(stream, PIECE + TAG)
    while True:
        following = _exactly(stream, PIECE + TAG)
        try:
            yield cipher.decrypt(_nonce(number, not following), piece, bound)
        except (InvalidTag, ValueError) as error:
            raise CannotOpen("file") from error
        if not following:
            return
        number, piece = number + 1, following


def _exactly(stream: Readable, size: int) -> bytes:
    """As much as was asked for; less only at the end."""
    found = bytearray()
    while len(found) < size:
        more = stream.read(size - len(found))
        if not more:
            break
        found += more
    return bytes(found)


def _cipher(key: bytes, salt: bytes, bound: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=bound).derive(key))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
