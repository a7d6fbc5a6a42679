"""Starting a conversation."""

from __future__ import annotations

from uuid import UUID, uuid4

from conversations import places
from conversations.models import Conversation
from people.models import Patient
from tenants import envelope
from tenants.models import Department


def start_conversation(
    *,
    patient: Patient,
    department: Department,
    subject: str,
    conversation_id: UUID | None = None,
    is_private: bool = False,
) -> Conversation:
    """Make an empty conversation; the first message follows in the same transaction.

    `conversation_id` may come from the sender, so that starting twice is starting once.
    """
    conversation_id = conversation_id or uuid4()
    known = Conversation.objects.filter(id=conversation_id, patient=patient).first()
    if known:
        return known
    conversation = Conversation(
        id=conversation_id,
        organisation_id=patient.organisation_id,
        patient=patient,
        department=department,
        is_private=is_private,
        subject_sealed=envelope.seal(patient.organisation_id, places.subject(conversation_id), subject),
    )
    conversation.save(force_insert=True)
    return conversation
