"""Sending: numbered without gaps, once per client id, by those who may."""

from __future__ import annotations

from uuid import uuid4

import pytest

from conversations.actions.conversations import start_conversation
from conversations.actions.messages import send_message
from conversations.models import Conversation, Message
from conversations.sending import Sending
from people.models import Patient
from rowsecurity.errors import NotFound, Refused
from rowsecurity.scopes import organisation_scope, person_scope
from tenants import envelope
from tenants.models import Department


@pytest.fixture
def conversation(lindeborg):
    alice = lindeborg.patients["Alice"]
    with person_scope(alice.person_id):
        return start_conversation(
            patient=Patient.objects.get(id=alice.id), department=Department.objects.get(), subject="Prikken"
        )


def a_message(conversation, text="Moet ik nuchter zijn?", side="patient", **more):
    values = {"client_id": uuid4(), "side": side} | more
    return Sending(conversation.organisation_id, conversation.id, text=text, **values)


def test_a_patient_sends_and_waits_for_the_team(lindeborg, conversation):
    with person_scope(lindeborg.patients["Alice"].person_id):
        sent = send_message(a_message(conversation))
        message = Message.objects.get()
        head = Conversation.objects.get()

    assert (sent.number, sent.is_repeated) == (1, False)
    assert message.body == "Moet ik nuchter zijn?"
    assert b"nuchter" not in bytes(message.body_sealed)
    assert (message.author_label, message.on_behalf) == ("Alice Jansen", False)
    assert head.is_waiting and head.last_number == 1


def test_sending_twice_is_sending_once(lindeborg, conversation):
    once = a_message(conversation)
    with person_scope(lindeborg.patients["Alice"].person_id):
        first, second = send_message(once), send_message(once)
        assert Message.objects.count() == 1

    assert second.is_repeated and second.number == first.number


def test_another_text_under_the_same_id_is_refused(lindeborg, conversation):
    once = a_message(conversation)
    with person_scope(lindeborg.patients["Alice"].person_id), pytest.raises(Refused):
        send_message(once)
        send_message(a_message(conversation, text="Iets anders", client_id=once.client_id))


def test_the_team_answers_under_its_own_name_and_nobody_waits_any_more(lindeborg, conversation):
    with person_scope(lindeborg.patients["Alice"].person_id):
        send_message(a_message(conversation))
    with organisation_scope(lindeborg.id, lindeborg.staff["Marieke"].person_id):
        sent = send_message(a_message(conversation, text="Nee hoor.", side="team"))
        answer = Message.objects.get(number=sent.number)
        assert Conversation.objects.get().is_waiting is False

    assert (answer.number, answer.author_label) == (2, "Marieke · verpleegkundige")


@pytest.mark.parametrize(("who", "house"), [("Bob", "lindeborg"), ("Mallory", "waterkant")])
def test_an_outsider_cannot_write(request, lindeborg, conversation, who, house):
    outsider = request.getfixturevalue(house).patients[who]
    with person_scope(outsider.person_id), pytest.raises(NotFound):
        send_message(a_message(conversation))


def test_staff_of_another_organisation_cannot_write(lindeborg, waterkant, conversation):
    with organisation_scope(waterkant.id, waterkant.staff["Nadia"].person_id):
        with pytest.raises(envelope.AnotherOrganisation):
            send_message(a_message(conversation, side="team"))
        with envelope.as_guest_of(lindeborg.id), pytest.raises(NotFound):
            send_message(a_message(conversation, side="team"))


def test_the_automatic_reply_comes_once_per_wait(lindeborg, conversation):
    with person_scope(lindeborg.patients["Alice"].person_id):
        for text in ("Eerste", "Tweede"):
            send_message(
                a_message(
                    conversation, text=text, automatic="Wij zijn gesloten.", automatic_label="Lindeborg"
                )
            )
        kinds = list(Message.objects.values_list("number", "kind"))

    assert kinds == [(1, "text"), (2, "automatic"), (3, "text")]


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4001])
def test_empty_or_too_long_is_refused(lindeborg, conversation, text):
    with person_scope(lindeborg.patients["Alice"].person_id), pytest.raises(Refused):
        send_message(a_message(conversation, text=text))
