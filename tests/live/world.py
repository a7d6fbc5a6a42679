"""Committed people and conversations for the live tests, and what happens to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from conversations.actions.conversations import start_conversation
from conversations.actions.messages import send_message
from conversations.models import Conversation
from conversations.sending import Sending
from people.models import Credential, Person, Representation, Session
from people.sessions import SessionStore
from rowsecurity.scopes import gate_scope, job_scope, person_scope
from tenants.models import Membership, OpeningHours
from tests.cast import House


@dataclass
class Talk:
    """A house and one conversation of Alice in it."""

    house: House
    conversation: str
    tokens: dict[str, str]

    @property
    def slug(self) -> str:
        return self.house.organisation.slug

    def person_id(self, name: str) -> UUID:
        found = self.house.patients.get(name) or self.house.staff[name]
        return found.person_id

    def token(self, name: str) -> str:
        return self.tokens[name]


def begin(house: House, name: str = "Alice") -> Talk:
    patient = house.patients[name]
    with person_scope(patient.person_id):
        conversation = start_conversation(
            patient=patient, department=house.department, subject="Prikken", conversation_id=uuid4()
        )
    tokens = {name: token_of(each.person) for name, each in (house.patients | house.staff).items()}
    return Talk(house, str(conversation.id), tokens)


def token_of(person: Person) -> str:
    """A session as sign-in makes it, past both factors."""
    session = SessionStore()
    session.sign_in(person.id, is_verified=True, is_strong=True)
    session.save()
    return session.session_key


PASSWORD = "een lange zin met paarden"


def account(talk: Talk, name: str, secret: bytes) -> str:
    """Give somebody a password and an authenticator app; returns the e-mail address to sign in with."""
    person_id, email = talk.person_id(name), f"{uuid4().hex[:12]}@example.org"
    with gate_scope(person_id):
        Credential.objects.create(person_id=person_id, email=email, password=make_password(PASSWORD))
        TOTPDevice.objects.create(user_id=person_id, name="app", key=secret.hex(), confirmed=True)
    connection.close()
    return email


@dataclass
class Representing:
    """Somebody who reads along, until it ends."""

    talk: Talk
    row: Representation

    def end(self) -> None:
        with job_scope(self.talk.house.id):
            self.row.ends_at = timezone.now()
            self.row.save()
        connection.close()


def fill(talk: Talk, number: int) -> None:
    """As many messages of Alice, sent as a form without script sends them."""
    with person_scope(talk.person_id("Alice")):
        for each in range(number):
            sending = Sending(talk.house.id, UUID(talk.conversation), uuid4(), f"Bericht {each}", "patient")
            send_message(sending)
    connection.close()


def represent(talk: Talk, name: str, *, of: str) -> Representing:
    with job_scope(talk.house.id):
        row = Representation.objects.create(
            patient=talk.house.patients[of],
            person_id=talk.person_id(name),
            ground="contact",
            starts_at=timezone.now() - timedelta(days=1),
        )
    connection.close()
    return Representing(talk, row)


def end_membership(talk: Talk, name: str) -> None:
    with job_scope(talk.house.id):
        Membership.objects.filter(id=talk.house.staff[name].id).update(ended_at=timezone.now())
    connection.close()


def end_sessions(person_id: UUID) -> None:
    """As signing out everywhere does it."""
    with gate_scope(person_id):
        Session.objects.filter(person_id=person_id).delete()
    connection.close()


def sign_out(token: str) -> None:
    session = SessionStore(token)
    session.get("", None)  # loads it
    session.sign_out()
    connection.close()


def close(talk: Talk) -> None:
    with job_scope(talk.house.id):
        Conversation.objects.filter(id=talk.conversation).update(
            closed_at=timezone.now(), reopen_until=timezone.now() + timedelta(days=1)
        )
    connection.close()


def open_now(is_open: bool) -> list[tuple[int, time, time]]:
    """Hours that hold at whatever moment a test runs: always, or for a minute on the other days."""
    if is_open:
        return [(day, time(0), time(23, 59, 59, 999999)) for day in range(7)]
    today = timezone.localdate().weekday()
    near = {(today + ahead) % 7 for ahead in (-1, 0, 1)}
    return [(day, time(0), time(0, 1)) for day in range(7) if day not in near]


def set_hours(talk: Talk, hours: list[tuple[int, time, time]]) -> None:
    with job_scope(talk.house.id):
        OpeningHours.objects.all().delete()
        for weekday, opens, closes in hours:
            OpeningHours.objects.create(
                department=talk.house.department, weekday=weekday, opens=opens, closes=closes
            )
