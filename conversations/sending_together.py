"""Messages of many senders in one call, each in that sender's scope; see `conversation_send_together_as`.

They are committed together, so the disk is waited for once. They go in the order of their conversations:
two processes that lock several never wait for each other.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rowsecurity import pool
from rowsecurity.scopes import Scope

CALL = (
    "SELECT * FROM conversation_send_together_as(%s, %s::text[], %s::text[], %s::uuid[], %s::uuid[],"
    " %s::uuid[], %s::text[], %s::text[], %s::text[], %s::bytea[], %s::timestamptz[], %s::uuid[],"
    " %s::text[], %s::bytea[], %s::text[])"
)
Row = tuple[Any, ...]
# Who sends, the department they think it goes to, and `Sending.parameters` (the conversation is first).
Handed = tuple[Scope, UUID, list[Any]]


async def send(role: str, handed: list[Handed]) -> list[Row]:
    """The row of `conversation_send_as` for each. Nothing of them is sent when this raises."""
    order = sorted(range(len(handed)), key=lambda place: handed[place][2][0])
    columns = zip(*(_values(handed[place]) for place in order), strict=True)
    rows = await pool.call(CALL, [role, *map(list, columns)], role=role)
    found: dict[int, Row] = {order[sender - 1]: tuple(row) for sender, *row in rows}
    return [found[place] for place in range(len(handed))]


def _values(handed: Handed) -> list[Any]:
    scope, department_id, sending = handed
    return [*scope.parameters[1:], department_id, *sending]
