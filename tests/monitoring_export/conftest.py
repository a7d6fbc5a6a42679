"""Two houses with some traffic, counted from what is in the tables."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from conversations.actions.conversations import start_conversation
from conversations.actions.messages import send_message
from conversations.sending import Sending
from monitoring_export import spans
from monitoring_export.days import count_days
from people.models import Invitation
from rowsecurity.scopes import job_scope, organisation_scope, person_scope
from tenants.roles import Role


def talk(house, patient_name, *, answers=1, automatic=""):
    """A conversation with one question and some answers, as the product itself writes it."""
    patient, nurse = house.patients[patient_name], next(iter(house.staff.values()))
    with person_scope(patient.person_id):
        conversation = start_conversation(patient=patient, department=house.department, subject="Vraag")
        send(house, conversation, "Mag ik iets vragen?", side="patient", automatic=automatic)
    with organisation_scope(house.id, nurse.person_id):
        for _ in range(answers):
            send(house, conversation, "Dat mag.", side="team")
    return conversation


def send(house, conversation, text, **kwargs):
    return send_message(
        Sending(
            organisation_id=house.id, conversation_id=conversation.id, client_id=uuid4(), text=text, **kwargs
        )
    )


def invite(house, patient_name, *, is_activated, department=None):
    """An invitation as it is when sent. Inside a job scope."""
    now = timezone.now()
    return Invitation.objects.create(
        patient=house.patients[patient_name],
        department=department,
        email="a@example.org",
        mobile="+31600000000",
        token_hash=uuid4().bytes * 2,
        sent_at=now,
        activated_at=now if is_activated else None,
        expires_at=now + timedelta(7),
    )


def newest(step):
    """The last month or quarter of which figures are final today."""
    return spans.over_on(timezone.localdate() - spans.FINAL_AFTER, step)


def count(house):
    """Count what may have changed."""
    with job_scope(house.id):
        count_days(organisation_id=house.id)


def give_role(house, name, *roles):
    with job_scope(house.id):
        house.staff[name].roles = list(roles)
        house.staff[name].save()


@pytest.fixture
def busy(lindeborg, waterkant):
    """Both houses with traffic; Marieke manages Lindeborg, Nadia manages Waterkant."""
    talk(lindeborg, "Alice", answers=2, automatic="Wij zijn gesloten.")
    talk(lindeborg, "Alice")
    talk(lindeborg, "Bob", answers=0)
    talk(waterkant, "Mallory", answers=3)
    with job_scope(lindeborg.id):
        invite(lindeborg, "Alice", is_activated=True, department=lindeborg.department)
        invite(lindeborg, "Bob", is_activated=False)
    give_role(lindeborg, "Marieke", Role.MANAGER)
    give_role(waterkant, "Nadia", Role.MANAGER)
    return lindeborg, waterkant
