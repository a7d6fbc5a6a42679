"""The pages of the patient and of the team: what they do, and who may not."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from conversations.models import Conversation, Message, Note, StandardReply, Task
from rowsecurity.scopes import job_scope, person_scope
from tenants.models import Department, OpeningHours
from tests.cast import signed_in
from tests.conversations.stage import asked, at_work, colleague, second_department, set_hours


@pytest.fixture
def alice(lindeborg):
    return signed_in(lindeborg.patients["Alice"].person)


@pytest.fixture
def marieke(lindeborg):
    return signed_in(lindeborg.staff["Marieke"].person)


def case_of(house, conversation, name="case"):
    return reverse(f"conversations:{name}", args=[house.organisation.slug, conversation.id])


def ask_a_task(house, conversation):
    choices = [
        {"key": "done", "label": "Gedaan", "effect": "done", "text": ""},
        {"key": "where", "label": "Waar kan dat?", "effect": "explain", "text": "Op route 12."},
        {"key": "no", "label": "Lukt niet", "effect": "ask_team", "text": "Het lukt mij niet."},
    ]
    with job_scope(house.id):
        conversation = Conversation.objects.get(id=conversation.id)
        return Task.objects.create(
            conversation=conversation, patient=conversation.patient, number=1, title="Prik", choices=choices
        )


def test_home_shows_what_is_asked_then_what_was_said(lindeborg, alice):
    set_hours(lindeborg, is_open=True)
    conversation = asked(lindeborg)
    ask_a_task(lindeborg, conversation)

    page = alice.get("/mijn/").content.decode()

    assert page.index("Te doen") < page.index("Gesprekken")
    assert "Gedaan" in page and "Moet ik nuchter zijn?" in page and "Ontvangen" in page


def test_home_of_another_patient_shows_nothing_of_it(lindeborg):
    asked(lindeborg)

    assert "nuchter" not in signed_in(lindeborg.patients["Bob"].person).get("/mijn/").content.decode()


def test_a_question_is_asked_after_the_question_whether_it_can_wait(lindeborg, alice):
    first = alice.get("/mijn/gesprekken/nieuw/")
    assert first.url == f"/mijn/gesprekken/nieuw/{lindeborg.department.id}/"
    assert "Kan dit wachten" in alice.get(first.url).content.decode()
    page = alice.get(f"{first.url}vraag/")
    values = page.context["form"].initial | {"subject": "Recept", "text": "Mag ik een nieuw recept?"}

    sent = [alice.post(f"{first.url}vraag/", values) for _twice in range(2)]

    assert {response.status_code for response in sent} == {302}
    with at_work(lindeborg):
        assert Conversation.objects.get().subject == "Recept"
        assert Message.objects.filter(side="patient").count() == 1


@pytest.mark.parametrize(("is_open", "number"), [(True, "030 123 45 67"), (False, "030 999 88 77")])
def test_what_cannot_wait_gets_the_number_of_this_hour(lindeborg, alice, is_open, number):
    with job_scope(lindeborg.id):
        Department.objects.update(phone_outside_hours="030 999 88 77")
    set_hours(lindeborg, is_open=is_open)

    page = alice.get(f"/mijn/gesprekken/nieuw/{lindeborg.department.id}/bellen/").content.decode()

    assert number.replace(" ", "\u00a0") in page and "112" in page


def test_a_department_that_does_not_treat_one_cannot_be_asked(lindeborg, waterkant, alice):
    for part in ("", "bellen/", "vraag/"):
        assert alice.get(f"/mijn/gesprekken/nieuw/{waterkant.department.id}/{part}").status_code == 404


def test_a_form_sends_and_a_page_reports_how_far_it_was_read(lindeborg, alice):
    conversation = asked(lindeborg)
    url = f"/mijn/gesprekken/{conversation.id}/"

    sent = alice.post(url, {"client_id": uuid4(), "text": "En nog iets."})
    page = alice.get(url).content.decode()
    alice.post(url + "gelezen/", {"nummer": 99})

    assert sent.status_code == 302 and "En nog iets." in page and "U krijgt antwoord uiterlijk" in page
    with person_scope(lindeborg.patients["Alice"].person_id):
        head = Conversation.objects.get()
        assert head.read_marks.get().number == head.last_number


@pytest.mark.parametrize("text", ["", "x" * 4001])
def test_what_is_refused_keeps_what_was_typed(lindeborg, alice, text):
    conversation = asked(lindeborg)

    answer = alice.post(f"/mijn/gesprekken/{conversation.id}/", {"client_id": uuid4(), "text": text})

    assert answer.status_code == 422 and text in answer.content.decode()


@pytest.mark.parametrize("part", ["", "verder/"])
def test_a_stranger_finds_no_conversation(lindeborg, waterkant, part):
    conversation = asked(lindeborg)
    for outsider in (lindeborg.patients["Bob"], waterkant.patients["Mallory"], waterkant.staff["Nadia"]):
        client = signed_in(outsider.person)
        assert client.get(f"/mijn/gesprekken/{conversation.id}/{part}").status_code == 404
        assert client.get(case_of(lindeborg, conversation) + part).status_code == 404


@pytest.mark.parametrize(
    ("key", "answered", "last"),
    [
        ("done", True, "Moet ik nuchter zijn?"),
        ("where", False, "Op route 12."),
        ("no", True, "Het lukt mij niet."),
    ],
)
def test_buttons_do_what_they_say(lindeborg, alice, key, answered, last):
    set_hours(lindeborg, is_open=True)
    conversation = asked(lindeborg)
    task = ask_a_task(lindeborg, conversation)

    alice.post(f"/mijn/taken/{task.id}/", {"choice": key})
    alice.post(f"/mijn/taken/{task.id}/", {"choice": key})

    with at_work(lindeborg):
        assert (Task.objects.get().answered_at is not None) is answered
        assert Message.objects.last().body == last
        assert Message.objects.filter(number__gt=1).count() == (0 if key == "done" else 1)


def test_nobody_else_presses_a_button(lindeborg):
    task = ask_a_task(lindeborg, asked(lindeborg))

    answer = signed_in(lindeborg.patients["Bob"].person).post(f"/mijn/taken/{task.id}/", {"choice": "done"})

    assert answer.status_code == 404


def test_the_queue_leads_to_the_conversation(lindeborg, marieke):
    conversation = asked(lindeborg)
    page = marieke.get("/org/lindeborg/").content.decode()

    assert "A. Jansen" in page and case_of(lindeborg, conversation) in page
    assert "Moet ik nuchter zijn?" in marieke.get(case_of(lindeborg, conversation)).content.decode()


def test_taking_by_two_at_once_tells_the_second_who(lindeborg, marieke):
    conversation = asked(lindeborg)
    fatima = signed_in(colleague(lindeborg).person)

    assert marieke.post(case_of(lindeborg, conversation, "take")).status_code == 302
    second = fatima.post(case_of(lindeborg, conversation, "take"))

    assert second.status_code == 409 and "Marieke was u voor" in second.content.decode()


def test_without_script_a_crossing_answer_comes_back_with_both(lindeborg, marieke):
    conversation = asked(lindeborg)
    fatima = signed_in(colleague(lindeborg).person)
    with at_work(lindeborg):
        seen = Conversation.objects.get().last_number
    url = case_of(lindeborg, conversation, "reply")
    fatima.post(url, {"client_id": uuid4(), "text": "Van Fatima", "seen": seen})

    crossing = marieke.post(url, {"client_id": uuid4(), "text": "Van Marieke", "seen": seen})

    page = crossing.content.decode()
    assert crossing.status_code == 409
    assert "Van Fatima" in page and "Van Marieke" in page and "Toch versturen" in page


def test_a_note_has_its_own_place_and_the_patient_never_sees_it(lindeborg, marieke, alice):
    conversation = asked(lindeborg)

    marieke.post(case_of(lindeborg, conversation, "note"), {"text": "Alleen voor ons"})

    assert "Alleen voor ons" in marieke.get(case_of(lindeborg, conversation)).content.decode()
    assert "Alleen voor ons" not in alice.get(f"/mijn/gesprekken/{conversation.id}/").content.decode()
    with at_work(lindeborg):
        assert Note.objects.get().kind == Note.Kind.NOTE


def test_forwarding_moves_it_to_the_other_queue(lindeborg, marieke):
    conversation, infusion = asked(lindeborg), second_department(lindeborg)

    marieke.post(case_of(lindeborg, conversation, "forward"), {"naar": infusion.id, "text": "Kijk mee"})

    page = marieke.get(case_of(lindeborg, conversation)).content.decode()
    assert "stuurde dit gesprek door" in page and "Kijk mee" in page


@pytest.mark.parametrize("name", ["take", "release", "note", "reply", "close", "reopen", "forward", "assign"])
def test_a_member_of_another_organisation_changes_nothing(lindeborg, waterkant, name):
    conversation = asked(lindeborg)
    nadia = signed_in(waterkant.staff["Nadia"].person)

    own_door = nadia.post(f"/org/waterkant/gesprekken/{conversation.id}/")
    assert own_door.status_code in (404, 405)
    assert nadia.post(case_of(lindeborg, conversation, name), {"text": "x"}).status_code == 404
    foreign = reverse(f"conversations:{name}", args=["waterkant", conversation.id])
    assert nadia.post(foreign, {"text": "x"}).status_code == 404


def test_a_manager_sets_hours_promise_and_standard_replies(lindeborg):
    ingrid = signed_in(colleague(lindeborg, "Ingrid", roles=["manager"]).person)
    url = reverse("conversations:department", args=["lindeborg", lindeborg.department.id])
    values = {"name": "Reumatologie", "phone": "030 1", "promise_amount": 4, "promise_unit": "hours"}
    values |= {"reopening_days": 7, "opens_0": "08:30", "closes_0": "17:00"}

    assert ingrid.post(url, values).status_code == 302
    assert ingrid.post(url, values | {"closes_0": "08:00"}).status_code == 422
    add = url + "antwoorden/"
    assert ingrid.post(add, {"title": "Nuchter", "text": "Dag {voornaam}"}).status_code == 302
    assert ingrid.post(add, {"title": "Fout", "text": "Dag {roepnaam}"}).status_code == 422

    with at_work(lindeborg):
        department = Department.objects.get()
        assert (department.promise_amount, department.reopening_days) == (4, 7)
        assert OpeningHours.objects.count() == 1
        assert StandardReply.objects.get().text == "Dag {voornaam}"


def test_a_clinician_does_not_change_the_department(lindeborg, marieke):
    url = reverse("conversations:department", args=["lindeborg", lindeborg.department.id])

    assert marieke.get(url).status_code == 403
    assert marieke.get(url + "antwoorden/").status_code == 403


def test_standard_replies_are_filled_in_for_this_patient(lindeborg, marieke):
    conversation = asked(lindeborg)
    with job_scope(lindeborg.id):
        StandardReply.objects.create(
            department=lindeborg.department, title="Dag", text="Dag {voornaam}, groet {medewerker}"
        )

    assert "Dag Alice, groet Marieke" in marieke.get(case_of(lindeborg, conversation)).content.decode()
