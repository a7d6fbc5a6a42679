"""Keys of an organisation for the asynchronous paths, which may not wait for Django's connection."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from rowsecurity import pool
from tenants import envelope


async def make_ready(organisation_id: UUID, sealed: Iterable[bytes] = ()) -> None:
    """Read the organisation's keys unless this process can seal, and open these values, already."""
    generations = {value[0] for value in sealed if value}
    if envelope.is_ready(organisation_id, generations):
        return
    rows = await pool.call("SELECT generation, wrapped FROM organisation_key(%s)", [organisation_id])
    envelope.keep(organisation_id, [(row[0], row[1]) for row in rows])
