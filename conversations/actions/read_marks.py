"""How far each side has read."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils import timezone

from conversations.actions.must_reads import end_by_reading
from conversations.events import conversation_read
from conversations.models import Conversation
from people.models import Person
from realtime.events import Event, publish

# Never backwards: two tabs report in any order.
MARK = """
INSERT INTO conversations_readmark (id, organisation_id, conversation_id, person_id, number, read_at)
VALUES (gen_random_uuid(), %s, %s, %s, %s, now())
ON CONFLICT (organisation_id, conversation_id, person_id) DO UPDATE
SET number = excluded.number, read_at = excluded.read_at WHERE conversations_readmark.number < excluded.number
"""


def mark_read(*, person: Person, conversation: Conversation, number: int) -> None:
    """The patient's side has read up to `number`."""
    number = min(number, conversation.last_number)
    values: list[Any] = [conversation.organisation_id, conversation.id, person.id, number]
    with connection.cursor() as cursor:
        cursor.execute(MARK, values)
        if cursor.rowcount:
            publish(_read(conversation))
            if conversation.is_writable:
                end_by_reading(conversation=conversation, number=number)


def mark_read_by_team(*, conversation: Conversation, number: int) -> None:
    """Somebody of the team has looked as far as `number`."""
    number = min(number, conversation.last_number)
    moved = Conversation.objects.filter(id=conversation.id, team_read_number__lt=number).update(
        team_read_number=number, team_read_at=timezone.now()
    )
    if moved:
        publish(_read(conversation))


def _read(conversation: Conversation) -> Event:
    return conversation_read(conversation_id=conversation.id, patient_id=conversation.patient_id)
