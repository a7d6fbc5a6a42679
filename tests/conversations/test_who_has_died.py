"""A patient who has died: nothing that sends stands in the case, and what is pressed is refused."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from conversations.actions.must_reads import climb_due
from conversations.actions.prepared_replies import ask_approval
from conversations.actions.replies import Reply, reply
from conversations.models import Message, MustRead, MustReadStep, PreparedReply
from notifications.models import Notice
from people.models import Patient
from rowsecurity.scopes import job_scope
from tests.cast import signed_in
from tests.conversations.stage import LOOKER, asked, at_work, colleague, locked

DIED = "Deze patiënt is overleden. Er kan niets meer worden verstuurd."
WRITES = (
    "Moet gelezen worden",
    "Voeg een foto of bestand toe",
    "Later of met goedkeuring",
    "Verstuur dan",
    'id="panel-reply"',
)
APPROVES = ("Keur goed en verstuur", "Terugsturen", "Wijzig")
BESIDE = ("Nu beeldbellen", "Plan een videogesprek", "Nieuw gesprek met deze patiënt", "Antwoord uiterlijk")
STAYS = (
    "Niemand wacht op antwoord",
    "Notitie voor het team",
    "Taak",
    "Telefoon",
    "Sluit gesprek af",
    "Niet versturen",
)


@pytest.fixture
def conversation(lindeborg):
    colleague(lindeborg, roles=["desk"])
    return asked(lindeborg)


def dies(house):
    with job_scope(house.id):
        Patient.objects.filter(id=house.patients["Alice"].id).update(deceased_on=date(2026, 1, 1))


def given(house, conversation, name):
    head = locked(house, conversation, name)
    return {"member": house.staff[name], "looker": LOOKER, "conversation": head}


def for_approval(house, conversation):
    with at_work(house, "Fatima"):
        words = Reply(uuid4(), "U mag gewoon ontbijten.", 9)
        return ask_approval(reply=words, **given(house, conversation, "Fatima"))


def case(house, conversation):
    return f"/org/lindeborg/gesprekken/{conversation.id}/"


def test_nothing_that_sends_stands_in_the_case_and_one_sentence_says_why(lindeborg, conversation):
    for_approval(lindeborg, conversation)
    client = signed_in(lindeborg.staff["Marieke"].person)
    before = client.get(case(lindeborg, conversation)).text
    dies(lindeborg)

    after = client.get(case(lindeborg, conversation)).text

    for words in WRITES + APPROVES + BESIDE:
        assert words in before and words not in after, words
    assert after.count(DIED) == 1
    for words in STAYS:
        assert words in after, words


def test_an_answer_that_waits_is_refused_as_well_and_can_be_taken_back(lindeborg, conversation):
    waits = for_approval(lindeborg, conversation)
    dies(lindeborg)
    client = signed_in(lindeborg.staff["Marieke"].person)
    address = f"/org/lindeborg/klaargezet/{waits.id}/"

    approved = client.post(address, {"doe": "keur-goed"})
    changed = client.post(address, {"doe": "bewaar", "text": "Anders."})

    assert [each.status_code for each in (approved, changed)] == [409, 409]
    assert DIED in approved.text and DIED in changed.text
    assert client.post(address, {"doe": "trek-terug"}).status_code == 302
    with job_scope(lindeborg.id):
        assert not Message.objects.filter(side="team").exists()
        assert PreparedReply.objects.get().state == PreparedReply.State.WITHDRAWN


@pytest.mark.parametrize("how", [{"hoe": "goedkeuring"}, {"moment": "2030-01-01T09:00"}])
def test_nothing_is_kept_to_be_sent_later_and_what_was_typed_stands_there(lindeborg, conversation, how):
    dies(lindeborg)
    client = signed_in(lindeborg.staff["Marieke"].person)
    words = {"client_id": str(uuid4()), "text": "U mag ontbijten.", "seen": "9"}

    refused = client.post(f"{case(lindeborg, conversation)}klaarzetten/", words | how)

    assert refused.status_code == 409
    assert DIED in refused.text and "U mag ontbijten." in refused.text
    with job_scope(lindeborg.id):
        assert not PreparedReply.objects.exists()


def test_what_had_to_be_read_climbs_no_further(lindeborg, conversation):
    with at_work(lindeborg):
        words = Reply(uuid4(), "Stop met de tabletten.", 9, must_read=True)
        reply(reply=words, **given(lindeborg, conversation, "Marieke"))
    dies(lindeborg)

    with job_scope(lindeborg.id):
        climb_due()

        assert MustRead.objects.get().due_at is None
        assert not MustReadStep.objects.exists() and not Notice.objects.filter(template="must_read").exists()
    after = signed_in(lindeborg.staff["Marieke"].person).get(case(lindeborg, conversation)).text
    assert "Moet gelezen worden; nog niet gelezen" in after and "Volgende manier" not in after


def test_the_last_line_asks_for_no_further_question(lindeborg, conversation):
    dies(lindeborg)
    seen = signed_in(lindeborg.staff["Marieke"].person).get(case(lindeborg, conversation)).text
    assert "Wij sluiten dit gesprek af." in seen and "Schrijf ons dan" not in seen


def test_beside_it_and_behind_it_nothing_is_left_empty_or_over(lindeborg, conversation):
    client = signed_in(lindeborg.staff["Marieke"].person)
    relatives = f"/org/lindeborg/patienten/{conversation.patient_id}/naasten/"
    assert "Ontslag" in client.get(relatives).text
    dies(lindeborg)

    assert "Wie leest mee" not in client.get(case(lindeborg, conversation)).text
    assert "Ontslag" not in client.get(relatives).text
