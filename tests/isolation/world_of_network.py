"""A conversation that the other side takes part in, and one that it no longer does."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from conversations.actions.conversations import start_conversation
from conversations.actions.messages import send_message
from conversations.sending import Sending
from network.models import Findable, Participation
from people.models import Patient
from rowsecurity.scopes import job_scope
from tenants.models import Department
from tests.isolation.world import FOUND, SHARED, Side


def seed(owner: Side, partner: Side) -> None:
    """The partner takes part in a conversation of Dora, who has no account, and no longer in one of Alice."""
    department = partner.things["department_id"]["house"]
    with job_scope(partner.id):
        Findable.objects.create(department_id=department)
    owner.tell("desk_id", "public", department)
    with job_scope(owner.id):
        dora, conversation_id = _dora(owner)
        about = {
            "partner_id": partner.id,
            "partner_department_id": department,
            "department_name": partner.word(FOUND),
            "invited_by_id": owner.things["membership_id"]["staff"],
        }
        present = Participation.objects.create(conversation_id=conversation_id, patient=dora, **about)
        ended = Participation.objects.create(
            conversation_id=owner.things["conversation_id"]["alice"],
            patient_id=owner.things["patient_id"]["alice"],
            ended_at=timezone.now(),
            **about,
        )
    partner.tell("participation_id", "staff", present.id)
    owner.tell("partner_id", "staff", ended.id)


def _dora(side: Side) -> tuple[Any, UUID]:
    dora = Patient.objects.create(
        number=side.word("dora"),
        given_name="Dora",
        family_name=side.word(SHARED),
        birth_date=date(1958, 3, 14),
        email=f"{side.word('dora').lower()}@example.org",
    )
    department = Department.objects.get(id=side.things["department_id"]["house"])
    conversation = start_conversation(patient=dora, department=department, subject=side.word(SHARED, "care"))
    sending = Sending(side.id, conversation.id, uuid4(), side.word(SHARED, "care"), "system", "automatic")
    send_message(sending)
    return dora, conversation.id
