"""A conversation that the team begins."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from audit.actions import Looker
from conversations.actions.conversations import start_conversation
from conversations.actions.replies import Reply, reply
from conversations.deceased import refuse_deceased
from conversations.models import Conversation
from people.models import Patient
from tenants.models import Department, Membership
from tenants.roles import Act, require


def start(
    *,
    member: Membership,
    looker: Looker,
    patient: Patient,
    department: Department,
    conversation_id: UUID,
    subject: str,
    first: Reply,
) -> Conversation:
    """Begin a conversation with a first message, of which the patient's side is told.

    Doing the same again is doing it once. Raises `Refused` when the patient has died, or when this member's
    words need somebody's approval first; nothing is kept then.
    """
    require(member, Act.WRITE_CONVERSATIONS)
    refuse_deceased(patient)
    with transaction.atomic():
        conversation = start_conversation(
            patient=patient, department=department, subject=subject, conversation_id=conversation_id
        )
        reply(member=member, looker=looker, conversation=conversation, reply=first)
    return conversation
