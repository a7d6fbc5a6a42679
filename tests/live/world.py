"""Committed people and conversations for the live tests."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from conversations.actions.conversations import start_conversation
from people.models import Person
from people.sessions import SessionStore
from rowsecurity.scopes import person_scope
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

    def token(self, name: str) -> str:
        return self.tokens[name]


def begin(house: House) -> Talk:
    alice = house.patients["Alice"]
    with person_scope(alice.person_id):
        conversation = start_conversation(
            patient=alice, department=house.department, subject="Prikken", conversation_id=uuid4()
        )
    tokens = {name: token_of(each.person) for name, each in (house.patients | house.staff).items()}
    return Talk(house, str(conversation.id), tokens)


def token_of(person: Person) -> str:
    """A session as sign-in makes it, past both factors."""
    session = SessionStore()
    session.sign_in(person.id, is_verified=True)
    session.save()
    return session.session_key
