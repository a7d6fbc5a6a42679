"""Who else of the team is at a conversation: looking, or writing an answer. Ephemeral, not for patients.

Events carry ids; the name is read by each who hears it, in their own organisation.
"""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from realtime.events import Event, publish_now, topic
from rowsecurity import pool
from rowsecurity.scopes import Scope

CHANGED = "presence.changed"
STATES = ("looking", "writing", "away")
KEPT_SECONDS = 60.0

_labels: dict[tuple[UUID | None, UUID], tuple[float, str]] = {}


def team_topic(conversation_id: UUID) -> str:
    """Whoever of the team follows a conversation."""
    return topic("team", conversation_id)


async def tell(conversation_id: UUID, person_id: UUID, state: str, *, ask: bool = False) -> None:
    """Tell colleagues what one is doing; `ask` has them tell it too."""
    if state not in STATES:
        raise ValueError(state)
    data: dict[str, Any] = {
        "conversation": str(conversation_id),
        "person": str(person_id),
        "state": state,
        "ask": ask,
    }
    await publish_now(Event(CHANGED, [team_topic(conversation_id)], data))


async def label_of(reader: Scope, person_id: UUID) -> str:
    """The name and job of a colleague, as this reader may see it; empty for nobody of theirs."""
    key = (reader.organisation_id, person_id)
    found = _labels.get(key)
    if found and found[0] > time.monotonic():
        return found[1]
    parameters = [*reader.parameters[1:], person_id]
    rows = await pool.call("SELECT member_label_as(%s, %s, %s)", parameters)
    _labels[key] = (time.monotonic() + KEPT_SECONDS, rows[0][0] or "")
    return _labels[key][1]
