"""A conversation of each patient with words of both sides, a task, a read mark and a note of the team."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from conversations import places
from conversations.actions.conversations import start_conversation
from conversations.actions.messages import send_message
from conversations.models import (
    ConversationLabel,
    Label,
    MustRead,
    MustReadStep,
    Note,
    ReadingLadder,
    ReadMark,
    SharedConversation,
    StandardReply,
    Task,
)
from conversations.sending import Sending
from people.models import Patient
from tenants import envelope
from tenants.models import Department
from tests.isolation.world import PATIENTS, Side


def seed(side: Side) -> None:
    """A conversation of each patient with words of both sides, a task, a read mark and a note of the team."""
    department = Department.objects.get(id=side.things["department_id"]["house"])
    ReadingLadder.objects.create(department=department)
    words = {"title": side.word("staff"), "text": side.word("staff")}
    reply = StandardReply.objects.create(department=department, **words)
    side.tell("reply_id", "staff", reply.id)
    label = Label.objects.create(name=side.word("staff"), colour="teal")
    side.tell("label_id", "staff", label.id)
    for name in PATIENTS:
        patient = Patient.objects.get(id=side.things["patient_id"][name])
        conversation = start_conversation(
            patient=patient, department=department, subject=side.word(name, "care")
        )
        side.tell("conversation_id", name, conversation.id)
        ConversationLabel.objects.create(conversation=conversation, label=label)
        for number in (1, 2):
            send_message(
                Sending(
                    organisation_id=side.id,
                    conversation_id=conversation.id,
                    client_id=uuid4(),
                    text=side.word(name, "care"),
                    side="system",
                    kind="automatic",
                )
            )
            side.tell("number", name, number)
        task = Task.objects.create(
            conversation=conversation,
            patient=patient,
            number=2,
            title=side.word(name, "care"),
            choices=[{"key": "done", "label": side.word(name, "care"), "effect": "done", "text": ""}],
        )
        side.tell("task_id", name, task.id)
        ReadMark.objects.create(
            conversation=conversation, person=side.people[name], number=1, read_at=timezone.now()
        )
        asked = MustRead.objects.create(
            conversation=conversation,
            patient=patient,
            number=2,
            asked_by_id=side.things["membership_id"]["staff"],
            due_at=timezone.now() + timedelta(days=1),
        )
        MustReadStep.objects.create(must_read=asked, way="push", taken_at=timezone.now())
        side.tell("must_read_id", name, asked.id)
        note = Note(id=uuid4(), conversation=conversation, author_id=side.things["membership_id"]["staff"])
        place = places.note(conversation.id, note.id)
        note.body_sealed = envelope.seal(side.id, place, side.word("staff", "care"))
        note.save(force_insert=True)
    of_alice = {key: side.things[key]["alice"] for key in ("representation_id", "conversation_id")}
    SharedConversation.objects.create(**of_alice)
