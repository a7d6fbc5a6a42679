"""What the team wrote beside a conversation, earlier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection

from beterdichtbij.demo.moments import Moment
from beterdichtbij.demo.names import demo_id
from conversations import places
from conversations.models import Note
from tenants import envelope

# By hand, because the model takes the clock for a note and a note never changes.
INSERT = """
INSERT INTO conversations_note (id, organisation_id, conversation_id, author_id, kind, body_sealed, created_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""


@dataclass(frozen=True, slots=True)
class Remark:
    """A note, or the question with which a conversation was forwarded."""

    by: str
    when: Moment
    text: str
    kind: str = Note.Kind.NOTE


def write_remarks(
    conversation_id: UUID, organisation_id: UUID, remarks: Sequence[Remark], now: datetime
) -> None:
    """Write them in order. Inside a job scope."""
    for remark in remarks:
        note_id = uuid4()
        body = envelope.seal(organisation_id, places.note(conversation_id, note_id), remark.text)
        author_id = demo_id("membership", remark.by)
        at = min(remark.when.at(now), now)
        with connection.cursor() as cursor:
            cursor.execute(
                INSERT, [note_id, organisation_id, conversation_id, author_id, remark.kind, body, at]
            )
