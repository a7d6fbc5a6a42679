"""ICE as a server in the open does it: it answers checks and never makes any ("ICE-lite", RFC 8445).

An address is taken up only after a check that is signed with the password of a peer; one without costs its
sender more than us.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from video.media import compat

COOKIE = 0x2112A442
USERNAME = 0x0006
# Signed checks from unknown addresses that are looked at in a second.
CHECKS_A_SECOND = 500


@dataclass(frozen=True, slots=True)
class Credentials:
    fragment: str
    password: str

    @classmethod
    def new(cls) -> Credentials:
        return cls(fragment=secrets.token_hex(12), password=secrets.token_hex(16))


@dataclass(frozen=True, slots=True)
class Check:
    """An authenticated check: whose it is, what to answer, and whether this address shall be used."""

    owner: Any
    credentials: Credentials
    nominates: bool
    answer: Callable[[tuple[str, int]], bytes]


class Lite:
    """Who may knock: the credentials that were handed out."""

    def __init__(self) -> None:
        self._owners: dict[bytes, tuple[Credentials, Any]] = {}
        self._second, self._looked_at = 0, 0
        self.turned_away = 0

    def admit(self, credentials: Credentials, owner: Any) -> None:
        self._owners[credentials.fragment.encode()] = (credentials, owner)

    def dismiss(self, credentials: Credentials) -> None:
        self._owners.pop(credentials.fragment.encode(), None)

    def check(self, data: bytes, *, is_known: bool, now: float) -> Check | None:
        """Return the check somebody made, None when it is nobody's or not signed."""
        found = self._owners.get(fragment_asked(data))
        if found is None or not (is_known or self._has_time(now)):
            self.turned_away += 1
            return None
        credentials, owner = found
        request = compat.binding_request(data)
        if request is None or not compat.is_signed(request, credentials.password):
            self.turned_away += 1
            return None
        return Check(
            owner=owner,
            credentials=credentials,
            nominates="USE-CANDIDATE" in request.attributes,
            answer=lambda address: compat.binding_response(request, address, credentials.password),
        )

    def _has_time(self, now: float) -> bool:
        if int(now) != self._second:
            self._second, self._looked_at = int(now), 0
        self._looked_at += 1
        return self._looked_at <= CHECKS_A_SECOND


def fragment_asked(data: bytes) -> bytes:
    """Return our half of the user name in a check, without reading the rest; empty when there is none."""
    end = len(data)
    if end < 28 or struct.unpack_from("!I", data, 4)[0] != COOKIE:
        return b""
    at = 20
    while at + 4 <= end:
        kind, length = struct.unpack_from("!HH", data, at)
        if kind == USERNAME:
            return data[at + 4 : at + 4 + length].partition(b":")[0]
        at += 4 + (length + 3 & ~3)
    return b""
