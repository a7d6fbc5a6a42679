"""The name by which a browser may use the relay: one person, one room, ten minutes (`use-auth-secret`)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any
from uuid import UUID

VALID_FOR = 600


def ice_servers(*, secret: str, urls: list[str], room: UUID, seat: UUID, now: float) -> list[dict[str, Any]]:
    """Return what a browser is told of relays; nothing where there are none.

    The relay counts and refuses by this name, so it is of one person in one room, and says nothing of either.
    """
    if not (secret and urls):
        return []
    who = hashlib.sha256(f"{room}|{seat}|{secret}".encode()).hexdigest()[:16]
    name = f"{int(now) + VALID_FOR}:{who}"
    signed = hmac.new(secret.encode(), name.encode(), hashlib.sha1).digest()
    return [{"urls": urls, "username": name, "credential": base64.b64encode(signed).decode()}]
