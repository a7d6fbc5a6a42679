"""What a patient's side writes, with the promise that belongs to it. In a person scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from conversations.actions.attaching import attach, prepare
from conversations.actions.conversations import start_conversation
from conversations.actions.messages import send_message
from conversations.asking_rules import require_may_ask
from conversations.automatic import expectation
from conversations.models import Conversation, Message
from conversations.sending import Sending, Sent, check_text
from people.models import Patient
from rowsecurity.scopes import current_scope
from tenants.models import Department
from tenants.timetable import desk_of


@dataclass(frozen=True, slots=True)
class Question:
    """A new question; both ids come from the form, so that sending it twice is asking it once."""

    conversation_id: UUID
    client_id: UUID
    subject: str
    text: str
    is_private: bool = False  # of the patient alone: whoever reads along does not reach it
    file_ids: Sequence[UUID] = ()


def ask(*, patient: Patient, department: Department, question: Question, source: str) -> Conversation:
    """Start a conversation with a department and send the first message, with what was added to it.

    Raises `Refused` when something cannot go along; then there is no conversation either.
    """
    check_text(question.text)
    require_may_ask(
        patient=patient, organisation=department.organisation, conversation_id=question.conversation_id
    )
    author_id = current_scope().actor_id
    assert author_id is not None, "somebody asks"
    with transaction.atomic():
        conversation = start_conversation(
            patient=patient,
            department=department,
            subject=question.subject,
            conversation_id=question.conversation_id,
            is_private=question.is_private and patient.person_id == author_id,
        )
        write_with_files(
            conversation=conversation,
            author_id=author_id,
            client_id=question.client_id,
            text=question.text,
            file_ids=question.file_ids,
            source=source,
        )
    return conversation


def write(*, conversation: Conversation, client_id: UUID, text: str, source: str) -> Sent:
    """Send a message of the patient's side; outside opening hours the department answers automatically."""
    desk = desk_of(conversation.department)
    expected = expectation(desk, timezone.now())
    return send_message(
        Sending(
            organisation_id=conversation.organisation_id,
            conversation_id=conversation.id,
            client_id=client_id,
            text=check_text(text),
            side=Message.Side.PATIENT,
            answer_due_at=expected.answer_due_at,
            automatic=expected.reply,
            automatic_label=desk.name,
            source=source,
        )
    )


def write_with_files(
    *,
    conversation: Conversation,
    author_id: UUID,
    client_id: UUID,
    text: str,
    file_ids: Sequence[UUID],
    source: str,
) -> Sent:
    """Send a message of the patient's side together with what was added to it; files alone are enough."""
    prepared = prepare(
        conversation=conversation, author_id=author_id, client_id=client_id, text=text, file_ids=file_ids
    )
    sent = write(conversation=conversation, client_id=client_id, text=prepared.text, source=source)
    attach(conversation=conversation, sent=sent, prepared=prepared)
    return sent
