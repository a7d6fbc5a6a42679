"""What is read back after an access has ended: as the organisation's rule says, up to the moment it ended.

These tests commit: inside one transaction the database's clock stands still.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from conversations import own_lists
from conversations.access import access_own_conversation
from conversations.actions.questions import write
from conversations.models import Conversation, Message, SharedConversation
from people.models import RelativeRule, Representation
from rowsecurity.errors import NotFound
from rowsecurity.scopes import job_scope, person_scope
from tests import cast
from tests.relatives.stage import ask_as, reached, represent

UNTIL = {"after_end": "until", "after_discharge": "until", "after_death": "until"}
NOTHING = dict.fromkeys(UNTIL, "nothing")


@pytest.fixture
def house(django_db_setup: None, django_db_blocker) -> Iterator[cast.House]:
    with django_db_blocker.unblock():
        yield cast.make_house(f"back-{uuid4().hex[:8]}", patients=["Alice"], staff=[])


def test_what_is_read_back_follows_the_rule_of_the_organisation(house):
    alice = house.patients["Alice"]
    noor = represent(alice, starts_at=timezone.now() - timedelta(days=9))
    conversation = ask_as(alice.person, alice, text="Ervoor")
    ended_at = timezone.now()
    with person_scope(alice.person_id):
        mine = access_own_conversation(alice.person, conversation.id)
        write(conversation=mine, client_id=uuid4(), text="Erna", source="")
    ask_as(alice.person, alice, subject="Nieuw")

    for rules, reads in (
        (None, {"discharge", "death"}),
        (UNTIL, {"date", "team", "discharge", "death"}),
        (NOTHING, set()),
    ):
        keep(house, rules)
        for reason in Representation.EndReason.values:
            with job_scope(house.id):
                Representation.objects.filter(person=noor).update(ends_at=ended_at, end_reason=reason)
            assert reached(noor) == (["Vraag"] if reason in reads else []), (rules, reason)
            if reason in reads:
                only_what_was_there(noor, conversation)
            # To a program only what is reached now.
            assert cast.signed_in(noor).get("/api/v1/conversations/").json()["results"] == []


def keep(house: cast.House, rules: dict[str, str] | None) -> None:
    if rules is None:
        return
    with job_scope(house.id):
        RelativeRule.objects.update_or_create(defaults=rules)


def only_what_was_there(noor, conversation) -> None:
    phone = cast.signed_in(noor)
    page = phone.get(f"/mijn/gesprekken/{conversation.id}/").text
    assert "Ervoor" in page and "Erna" not in page and "U kunt lezen wat er stond tot" in page
    assert "Erna" not in phone.get("/mijn/").text
    assert phone.get(f"/api/v1/conversations/{conversation.id}/messages/").status_code == 404
    with person_scope(noor.id):
        [row] = own_lists.own_conversations(noor)
        assert (row.last, row.unread) == (None, 0)
        found = access_own_conversation(noor, conversation.id)
    with person_scope(noor.id), pytest.raises(NotFound):
        write(conversation=found, client_id=uuid4(), text="Nog iets", source="")


def test_of_chosen_conversations_is_read_back_what_was_there_and_not_private(house):
    """Row security alone, as no filter of the application stands before it."""
    alice = house.patients["Alice"]
    noor = represent(alice, starts_at=timezone.now() - timedelta(days=9), covers_all=False)
    chosen, hidden, _other = (
        ask_as(alice.person, alice, subject=each) for each in ("Gekozen", "Privé", "Ander")
    )
    with job_scope(house.id):
        access = Representation.objects.get(person=noor)
        for each in (chosen, hidden):
            SharedConversation.objects.create(representation=access, conversation=each)
    assert seen_without_filter(noor) == {chosen.id: 2, hidden.id: 2}

    with job_scope(house.id):
        Conversation.objects.filter(id=hidden.id).update(is_private=True)
        Representation.objects.update(ends_at=timezone.now(), end_reason="discharge")
    with person_scope(alice.person_id):
        write(conversation=chosen, client_id=uuid4(), text="Erna", source="")
    assert seen_without_filter(noor) == {chosen.id: 2}
    with job_scope(house.id):
        Representation.objects.update(end_reason="team")
    assert seen_without_filter(noor) == {}


def seen_without_filter(person) -> dict[UUID, int]:
    """Conversations, and how many messages of each."""
    with person_scope(person.id):
        heads = list(Conversation.objects.values_list("id", flat=True))
        messages = list(Message.objects.values_list("conversation_id", flat=True))
    assert set(messages) <= set(heads)
    return {each: messages.count(each) for each in heads}


def test_a_conversation_of_the_patient_alone_is_not_given_live_either(house):
    alice = house.patients["Alice"]
    noor, conversation = represent(alice), ask_as(alice.person, alice)
    address, phone = f"/api/v1/conversations/{conversation.id}/messages/", cast.signed_in(noor)
    assert phone.get(address).status_code == 200
    with job_scope(house.id):
        type(conversation).objects.filter(id=conversation.id).update(is_private=True)
    assert phone.get(address).status_code == 404
    assert phone.post(address, {"client_id": uuid4(), "text": "Hoi"}, "application/json").status_code == 404
    assert cast.signed_in(alice.person).get(address).status_code == 200
