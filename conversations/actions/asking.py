"""What the platform itself puts in a conversation for a care path: a message, with or without a task."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from conversations.actions.messages import send_message
from conversations.events import conversation_changed
from conversations.models import Conversation, Task
from conversations.sending import Sending
from realtime.events import publish


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked beside the message, with its buttons (see `Task.choices`)."""

    title: str
    choices: list[dict[str, Any]] = field(default_factory=list)
    due_on: date | None = None


def tell(
    *, conversation: Conversation, client_id: UUID, text: str, label: str, question: Question | None = None
) -> int:
    """Send in the name of the department and return the number; the same `client_id` again does nothing."""
    kind = "task" if question else "automatic"
    sent = send_message(
        Sending(
            organisation_id=conversation.organisation_id,
            conversation_id=conversation.id,
            client_id=client_id,
            text=text,
            side="system",
            kind=kind,
            label=label,
        )
    )
    if question and not sent.is_repeated:
        Task.objects.create(
            conversation=conversation,
            patient_id=conversation.patient_id,
            number=sent.number,
            title=question.title,
            choices=question.choices,
            due_on=question.due_on,
        )
    return sent.number


def withdraw(*, conversation_id: UUID, numbers: Collection[int]) -> None:
    """Take back tasks that were not answered: they need not be done any more."""
    conversation = Conversation.objects.get(id=conversation_id)
    tasks = Task.objects.filter(
        conversation=conversation, number__in=numbers, answered_at=None, withdrawn_at=None
    )
    if tasks.update(withdrawn_at=Now()):
        look_again(conversation=conversation)


def look_again(*, conversation: Conversation) -> None:
    """Tell who has it open that something about it changed."""
    publish(
        conversation_changed(
            conversation_id=conversation.id,
            department_ids=[conversation.department_id],
            patient_id=conversation.patient_id,
        )
    )
