"""Sound that carries what was said just before along (RED, RFC 2198), for browsers that cannot read it."""

from __future__ import annotations


def primary(payload: bytes) -> bytes:
    """Return what is said now, without what was said before; empty when it makes no sense."""
    at = skipped = 0
    while at < len(payload) and payload[at] & 0x80:
        if at + 4 > len(payload):
            return b""
        skipped += (payload[at + 2] & 3) << 8 | payload[at + 3]
        at += 4
    return payload[at + 1 + skipped :]
