"""Reads of many followers in one call, each in that reader's scope; see `conversation_read_together_as`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rowsecurity import pool
from rowsecurity.scopes import Scope

CALL = (
    "SELECT * FROM conversation_read_together_as(%s, %s::text[], %s::text[], %s::uuid[], %s::int[], %s::int)"
)
MOST_ENTRIES = 200
Row = tuple[Any, ...]
# Who reads, which conversation, and after which number.
Reading = tuple[Scope, UUID, int]


async def read(role: str, readings: list[Reading]) -> list[list[Row]]:
    """The rows of `conversation_read_as` for each, without the access log."""
    scopes = [reader.parameters for reader, _, _ in readings]
    parameters = [
        role,
        [organisation for _, organisation, _ in scopes],
        [actor for _, _, actor in scopes],
        [conversation_id for _, conversation_id, _ in readings],
        [after for _, _, after in readings],
        MOST_ENTRIES,
    ]
    found: list[list[Row]] = [[] for _ in readings]
    for reader, *row in await pool.call(CALL, parameters, role=role):
        found[reader - 1].append(tuple(row))
    return found
