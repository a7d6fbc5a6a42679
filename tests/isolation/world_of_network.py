"""A conversation that the other side takes part in, and one that it no longer does."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from conversations.actions.attaching import Prepared, attach
from conversations.actions.conversations import start_conversation
from conversations.actions.messages import send_message
from conversations.models import Conversation
from conversations.sending import Sending, Sent
from files.models import StoredFile
from network.models import Findable, Participation
from people.models import Patient, Person
from rowsecurity.scopes import job_scope
from tenants.models import Department
from tests.isolation.world import FOUND, SHARED, Side
from tests.isolation.world_of_files import ready_file


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
        files = _files(owner, partner, dora, conversation_id)
    partner.tell("participation_id", "staff", present.id)
    for told in files:
        partner.tell(*told)
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


def _files(owner: Side, partner: Side, dora: Patient, conversation_id: UUID) -> list[tuple[str, str, UUID]]:
    """A document in Dora's conversation, and one that each colleague of the partner is adding to it."""
    conversation = Conversation.objects.get(id=conversation_id)
    sent = _document(owner, conversation, owner.people["marieke"])
    number = Sent(1, timezone.now(), False, dora.id, conversation.department_id, 1, None)
    attach(conversation=conversation, sent=number, prepared=Prepared("", [sent]))
    drafts = {
        name: _document(owner, conversation, partner.people[name]).id
        for name in ("marieke", "desi", "mona", "elsewhere")
    }
    drafts["staff"] = drafts["mona"]
    return [("shared_file_id", "staff", sent.id), *(("shared_draft_id", *each) for each in drafts.items())]


def _document(side: Side, conversation: Conversation, uploader: Person) -> StoredFile:
    return ready_file(side, conversation, uploader, side.word(SHARED, "care"))
