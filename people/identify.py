"""Who is this, on the measured paths: a session key to a person, kept in the process for a few seconds.

A sign-out is heard over `realtime` and forgets the key at once; where that is missed, the seconds run out.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from uuid import UUID

from people.sessions import key_hash
from rowsecurity import pool

KEPT_SECONDS = 4.0
MOST_KEPT = 50_000


_kept: dict[bytes, tuple[float, UUID]] = {}


async def identify(key: str) -> UUID | None:
    """The person who signed in with both factors under this key; None for anybody else."""
    hashed = key_hash(key)
    found = _kept.get(hashed)
    if found and found[0] > time.monotonic():
        return found[1]
    _kept.pop(hashed, None)
    rows = await pool.call("SELECT person_id FROM session_load(%s) WHERE is_verified", [hashed])
    if not rows or rows[0][0] is None:
        return None
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[hashed] = (time.monotonic() + KEPT_SECONDS, rows[0][0])
    return rows[0][0]


async def ended_keys(keys: Collection[str]) -> set[str]:
    """Which of these session keys open nothing any more."""
    hashes = {key_hash(key): key for key in keys}
    if not hashes:
        return set()
    rows = await pool.call("SELECT sessions_ended(%s)", [list(hashes)])
    return {hashes[bytes(row[0])] for row in rows}


def forget(event: dict[str, object]) -> None:
    """Hear that sessions have ended."""
    _kept.clear()
