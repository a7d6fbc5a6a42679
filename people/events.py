"""What others hear about people."""

from __future__ import annotations

from uuid import UUID

from realtime.events import Event, topic

SESSION_ENDED = "session.ended"


def session_ended(person_id: UUID) -> Event:
    """Sessions of this person may have ended: whoever holds one asks again."""
    return Event(SESSION_ENDED, [topic("person", person_id)])
