"""What is brought in from the past looks as if it had been sent."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from beterdichtbij.demo.past import Line, Past, bring_in
from conversations.actions.conversations import start_conversation
from conversations.actions.messages import send_message
from conversations.models import Conversation, Message
from conversations.sending import Sending
from conversations.where_it_is import last_day
from rowsecurity.scopes import job_scope, organisation_scope, person_scope

STORIES = [
    ["patient"],
    ["patient", "patient"],
    ["patient", "team"],
    ["patient", "team", "patient"],
    ["patient", "system", "patient"],
    ["patient", "team", "closing"],
    ["system"],
]


def send_all(house, story):
    """Send the story as the product does, and return the conversation's id."""
    patient, nurse = house.patients["Alice"], house.staff["Marieke"]
    with job_scope(house.id):
        conversation = start_conversation(patient=patient, department=house.department, subject="Vraag")
    for each in story:
        scope = {
            "patient": lambda: person_scope(patient.person_id),
            "system": lambda: job_scope(house.id),
        }.get(each, lambda: organisation_scope(house.id, nurse.person_id))
        with scope():
            send_message(
                Sending(
                    organisation_id=house.id,
                    conversation_id=conversation.id,
                    client_id=uuid4(),
                    text=f"Tekst {each}",
                    side="team" if each == "closing" else each,
                    kind=kind_of(each),
                    label="Reumatologie" if each == "system" else "",
                )
            )
    return conversation.id


def kind_of(each):
    return {"closing": "closing", "system": "automatic"}.get(each, "text")


def facts(conversation_id):
    """Head and messages, moments told as the number of the message that has them. In a job scope."""
    head = Conversation.objects.get(id=conversation_id)
    messages = list(head.messages.all())
    numbers = {message.sent_at: message.number for message in messages}
    told = [(m.number, m.kind, m.side, m.author_id, m.author_label, m.on_behalf, m.body) for m in messages]
    moments = [numbers.get(at) for at in (head.last_message_at, head.waiting_since)]
    # Closing by the action of the team writes these two; the function itself keeps what is there.
    return head.subject, head.last_number, moments, told


@pytest.mark.parametrize("story", STORIES, ids="-".join)
def test_head_and_messages_are_those_of_sending(lindeborg, story):
    sent_id = send_all(lindeborg, story)
    with job_scope(lindeborg.id):
        sent = Message.objects.filter(conversation_id=sent_id)
        lines = [
            Line(m.sent_at, m.side, m.body, m.kind, m.author_id, m.author_label)
            for m in sent.order_by("number")
        ]
        brought = bring_in(Past(uuid4(), lindeborg.patients["Alice"], lindeborg.department, "Vraag", lines))

        assert facts(brought.id) == facts(sent_id)


def test_a_closing_line_closes(lindeborg):
    sent_id = send_all(lindeborg, ["patient", "team"])
    with job_scope(lindeborg.id):
        lines = [
            Line(m.sent_at, m.side, m.body, "closing" if m.side == "team" else m.kind, m.author_id)
            for m in Message.objects.filter(conversation_id=sent_id).order_by("number")
        ]
        head = bring_in(Past(uuid4(), lindeborg.patients["Alice"], lindeborg.department, "Vraag", lines))

        assert head.closed_at == lines[-1].at
        days = last_day(head.reopen_until) - timezone.localdate(head.closed_at)
        assert days.days == lindeborg.department.reopening_days
