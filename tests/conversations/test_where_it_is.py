"""Where a question is: the rule, its words, and that all three who read it read the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from conversations.actions.assignment import assign, release, take
from conversations.actions.closing import close
from conversations.actions.conversations import start_conversation
from conversations.actions.questions import write
from conversations.actions.replies import Reply, reply
from conversations.models import Conversation, Task
from conversations.where_it_is import Facts, State, end_of_last_day, last_day, where
from rowsecurity.scopes import job_scope, person_scope
from tests.cast import signed_in
from tests.conversations.stage import LOOKER, asked, at_work, colleague, locked, set_hours

STATES = ("Bericht van uw zorgteam", "Beantwoord")
NOW = datetime(2026, 11, 20, 14, 3, tzinfo=UTC)
ASKED = Facts(now=NOW, waiting_since=NOW - timedelta(hours=2), answer_due_at=NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("facts", "state", "words"),
    [
        (ASKED, State.RECEIVED, "Ontvangen"),
        (replace(ASKED, team_read_at=NOW), State.WITH_TEAM, "Bij het team"),
        (replace(ASKED, team_read_at=NOW - timedelta(days=1)), State.RECEIVED, "Ontvangen"),
        (replace(ASKED, held_by_role="desk"), State.WITH_TEAM, "Bij de balie"),
        (
            replace(ASKED, held_by_role="clinician", held_by_title="Verpleegkundige"),
            State.WITH_TEAM,
            "Bij de verpleegkundige",
        ),
        (
            replace(ASKED, held_by_role="clinician", held_by_title="AIOS"),
            State.WITH_TEAM,
            "Bij de AIOS",
        ),
        (replace(ASKED, held_by_role="team"), State.WITH_TEAM, "Bij het team"),
        # What the patient asked comes before what is asked of the patient.
        (replace(ASKED, is_asked=True), State.RECEIVED, "Ontvangen"),
        (Facts(now=NOW, is_asked=True), State.WAITING_FOR_YOU, "Wacht op u"),
        (Facts(now=NOW, is_asked=True, other_name="Sem"), State.WAITING_FOR_YOU, "Wacht op Sem"),
        (Facts(now=NOW, last_side="team"), State.ANSWERED, "Beantwoord"),
        (Facts(now=NOW, last_side="system"), State.TOLD, "Ter informatie"),
        (Facts(now=NOW, last_side="team", is_unasked=True), State.TOLD, "Bericht van uw zorgteam"),
        (replace(ASKED, closed_at=NOW), State.CLOSED, "Afgesloten"),
    ],
)
def test_the_state_follows_from_the_head(facts, state, words):
    found = where(facts)

    assert (found.state, found.words) == (state, words)


def test_every_state_stands_on_one_step_of_the_bar():
    assert [step.state for step in where(replace(ASKED, held_by_role="desk")).steps] == [
        "done", "now", "later", "later",
    ]  # fmt: skip
    assert [step.label for step in where(Facts(now=NOW, is_asked=True)).steps][2] == "Wacht op u"
    assert where(Facts(now=NOW, last_side="system")).steps == []


@pytest.mark.parametrize(
    ("facts", "promise", "sentence"),
    [
        (
            ASKED,
            "antwoord uiterlijk zaterdag 21 november",
            "U krijgt antwoord uiterlijk zaterdag 21 november",
        ),
        (replace(ASKED, answer_due_at=NOW - timedelta(days=1)), "te laat", "Dat is niet gelukt"),
        (replace(ASKED, answer_due_at=None), "", "bij het team aangekomen"),
        (
            Facts(now=NOW, is_asked=True, asked_by=date(2026, 11, 26)),
            "donderdag 26 november",
            "vóór donderdag",
        ),
        (
            Facts(now=NOW, closed_at=NOW, reopen_until=end_of_last_day(NOW, 14)),
            "doorvragen tot en met vrijdag 4 december",
            "doorvragen tot en met vrijdag 4 december",
        ),
        (Facts(now=NOW, closed_at=NOW, reopen_until=NOW - timedelta(1)), "", "een nieuwe vraag stellen"),
        (Facts(now=NOW), "", "niet spoedeisend"),
    ],
)
def test_one_thing_is_promised_and_it_is_said_twice_the_same(facts, promise, sentence):
    found = where(facts)

    assert promise in found.promise and sentence in found.sentence
    assert bool(found.promise) == bool(promise)


def test_the_last_day_is_a_whole_day():
    until = end_of_last_day(NOW, 14)

    assert last_day(until) == date(2026, 12, 4)
    assert timezone.localtime(until).strftime("%d %H:%M") == "05 00:00"


def test_patient_and_team_read_the_same_and_only_the_function(lindeborg):
    set_hours(lindeborg, is_open=True)
    conversation = asked(lindeborg)
    alice = signed_in(lindeborg.patients["Alice"].person)
    marieke = signed_in(lindeborg.staff["Marieke"].person)
    desk = colleague(lindeborg, roles=["desk"])
    with at_work(lindeborg):
        assign(
            member=lindeborg.staff["Marieke"],
            looker=LOOKER,
            conversation=locked(lindeborg, conversation),
            to=desk,
        )

    pages = [
        alice.get("/mijn/").content.decode(),
        alice.get(f"/mijn/gesprekken/{conversation.id}/").content.decode(),
        marieke.get(f"/org/lindeborg/gesprekken/{conversation.id}/").content.decode(),
    ]

    assert all("Bij de balie" in page for page in pages)
    assert "Fatima" in pages[2] and not any("Fatima" in page for page in pages[:2])


def test_whoever_assigns_the_head_says_by_function_who_has_it(lindeborg):
    conversation = asked(lindeborg)
    with job_scope(lindeborg.id):
        lindeborg.staff["Marieke"].job_title = "Verpleegkundige"
        lindeborg.staff["Marieke"].save(update_fields=["job_title"])
    by = {"member": lindeborg.staff["Marieke"], "looker": LOOKER}
    seen = []
    for act in (take, release):
        with at_work(lindeborg):
            act(conversation=locked(lindeborg, conversation), **by)
            seen.append(Conversation.objects.values_list("held_by_role", "held_by_title").get())

    assert seen == [("clinician", "Verpleegkundige"), ("", "")]


def test_nothing_of_the_team_is_an_answer_before_the_patient_wrote(lindeborg):
    set_hours(lindeborg, is_open=True)
    alice = signed_in(lindeborg.patients["Alice"].person)
    marieke = signed_in(lindeborg.staff["Marieke"].person)

    def said(text):
        with at_work(lindeborg):
            head = Conversation.objects.select_for_update().get()
            words = Reply(uuid4(), text, 99)
            reply(member=lindeborg.staff["Marieke"], looker=LOOKER, conversation=head, reply=words)
        places = (alice, "/mijn/"), (alice, f"/mijn/gesprekken/{head.id}/")
        places += ((marieke, f"/org/lindeborg/gesprekken/{head.id}/"),)
        pages = [browser.get(address).text for browser, address in places]
        return [{words for words in STATES if words in page} for page in pages]

    with at_work(lindeborg):
        patient, department = lindeborg.patients["Alice"], lindeborg.department
        start_conversation(
            patient=patient, department=department, subject="Uw dossier", conversation_id=uuid4()
        )
    told = [said("Lees dit voor u begint."), said("En dit hoort erbij.")]
    with person_scope(patient.person_id):
        conversation = Conversation.objects.get()
        write(conversation=conversation, client_id=uuid4(), text="Moet ik iets meenemen?", source="")

    assert told == [[{"Bericht van uw zorgteam"}] * 3] * 2
    assert said("Alleen uw pas.") == [{"Beantwoord"}] * 3


def test_a_task_waits_for_the_patient_and_a_closed_conversation_tells_until_when(lindeborg):
    conversation = asked(lindeborg)
    alice = signed_in(lindeborg.patients["Alice"].person)
    with at_work(lindeborg):
        head = locked(lindeborg, conversation)
        Conversation.objects.update(waiting_since=None, answer_due_at=None)
        task = Task.objects.create(conversation=head, patient=head.patient, number=1, title="Prik")
    waits = alice.get("/mijn/").content.decode()
    with at_work(lindeborg):
        Task.objects.filter(id=task.id).update(withdrawn_at=timezone.now())
        close(
            member=lindeborg.staff["Marieke"],
            looker=LOOKER,
            conversation=locked(lindeborg, conversation),
            sentence="Sterkte!",
        )
    closed = alice.get("/mijn/").content.decode()

    assert "Wacht op u" in waits
    assert "Afgesloten" in closed and "doorvragen tot en met" in closed
