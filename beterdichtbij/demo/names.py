"""Fixed ids, so that making the demo world again finds what is there, and tests can name its rows."""

from __future__ import annotations

from uuid import UUID, uuid5

WORLD = UUID("5d1f6a0e-93c4-4c1f-8a57-7e0bd3c2a911")


def demo_id(kind: str, name: str) -> UUID:
    """The id of a thing of the demo world, for example `demo_id("organisation", "lindeborg")`."""
    return uuid5(WORLD, f"{kind}:{name}")
