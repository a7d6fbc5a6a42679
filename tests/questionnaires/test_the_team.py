"""The team sets a list up, asks it, reads the answers; a rule of the department makes a task, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from audit.models import AccessLogEntry
from conversations.models import Task, TeamTask
from questionnaires import events, ready_made, tasks
from questionnaires.actions.handling import handle_all
from questionnaires.models import QuestionnaireEdition, QuestionnaireRequest, QuestionnaireResponse
from rowsecurity.scopes import job_scope
from tenants.roles import Role
from tests.cast import signed_in
from tests.conversations.stage import asked as conversation_of
from tests.conversations.stage import colleague
from tests.questionnaires.lists import asked

ANSWERED = {1: {"keuze": "ja"}, 2: {"keuze": "1"}, 3: {"antwoord": "Ik was misselijk."}}


def fill_in(person, request, forms=ANSWERED):
    browser = signed_in(person)
    for number, form in forms.items():
        assert (
            browser.post(reverse("questionnaires:question", args=[request.id, number]), form).status_code
            == 302
        )
    sent = browser.post(reverse("questionnaires:summary", args=[request.id]))
    assert sent.status_code == 302
    return browser


@pytest.fixture
def manager(lindeborg):
    return signed_in(colleague(lindeborg, "Mona", roles=[Role.MANAGER]).person)


def address(name, *arguments):
    return reverse(f"questionnaires:{name}", args=["lindeborg", *arguments])


def test_a_manager_imports_a_list_turns_it_on_and_makes_a_rule_of_an_answer(lindeborg, manager):
    bad = SimpleUploadedFile("lijst.json", b'{"resourceType": "Patient"}')
    refused = manager.post(address("lists"), {"bestand": bad})
    assert refused.status_code == 422 and "resourceType" in refused.content.decode()
    assert ready_made.SIDE_EFFECTS in manager.get(address("lists")).content.decode()
    taken = manager.post(address("take_ready_made"), {"lijst": ready_made.SIDE_EFFECTS})
    with job_scope(lindeborg.id):
        edition = QuestionnaireEdition.objects.get()
    assert taken.headers["Location"] == address("edition", edition.id)

    on = manager.post(address("set_use", edition.id, lindeborg.department.id), {"aan": "ja"})
    assert on.status_code == 302
    page = manager.get(address("edition", edition.id)).content.decode()
    assert "Kan hem sturen" in page and "Alleen als „Heeft u last van iets" in page
    rule = {"afdeling": str(lindeborg.department.id), "kind": "call", "due_in_hours": "4"}
    missing = manager.post(address("add_rule", edition.id), rule | {"matter": "score-0->=", "text": "Bel."})
    assert missing.status_code == 422 and "Vul een waarde" in missing.content.decode()
    good = rule | {"matter": "hoe-erg-2", "text": "Bel deze patiënt over de bijwerkingen."}
    assert manager.post(address("add_rule", edition.id), good).status_code == 302
    page = manager.get(address("edition", edition.id)).content.decode()
    assert "Hoe erg is het? — Ernstig" in page and "Bel deze patiënt" in page
    assert manager.get(address("file", edition.id)).json()["url"] == edition.url
    assert signed_in(lindeborg.staff["Marieke"].person).get(address("lists")).status_code == 403


@pytest.fixture
def hears() -> Iterator[Callable[[events.Callback], None]]:
    """Hear of lists that are completed, for one test."""
    known: list[events.Callback] = []

    def hear(callback: events.Callback) -> None:
        known.append(callback)
        events.on_completed(callback)

    yield hear
    for callback in known:
        events.forget(callback)


def test_a_severe_answer_makes_a_task_once_and_care_paths_hear_of_it(lindeborg, hears):
    heard = []
    hears(heard.append)
    request = asked(lindeborg)
    with job_scope(lindeborg.id):
        from questionnaires.actions.editions import add_rule

        given = {"department": lindeborg.department, "edition": request.edition}
        task = {"kind": "call", "text": "Bel over bijwerkingen.", "due_in_hours": 4}
        severe = {"valueCoding": {"system": "https://example.org/codes", "code": "ernstig"}}
        add_rule(about={"link_id": "hoe-erg", "operator": "=", "value": severe}, task=task, **given)
        add_rule(about={"score": "Last", "operator": ">=", "value": 5}, task=task, **given)
    fill_in(lindeborg.patients["Alice"].person, request)

    tasks.handle_lists()
    handle_all(lindeborg.id)

    with job_scope(lindeborg.id):
        made = TeamTask.objects.get()
        assert made.text == "Bel over bijwerkingen." and made.conversation_id == request.conversation_id
        assert timezone.now() + timedelta(hours=3) < made.due_at < timezone.now() + timedelta(hours=5)
    assert [each.canonical for each in heard] == ["https://example.org/Questionnaire/klachten|1"]
    page = signed_in(lindeborg.staff["Marieke"].person).get(address("answers", request.id)).content.decode()
    assert "Ernstig" in page and "maakte hier een taak van" in page and "Alice" in page
    with job_scope(lindeborg.id):
        assert AccessLogEntry.objects.filter(
            event="questionnaire.read", patient_id=request.patient_id
        ).exists()


def test_what_goes_wrong_in_handling_is_tried_again_later_and_stops_nobody_else(lindeborg, hears):
    def break_down(_completed):
        raise ValueError("broken")

    hears(break_down)
    request = asked(lindeborg)
    fill_in(lindeborg.patients["Alice"].person, request)
    handle_all(lindeborg.id)
    with job_scope(lindeborg.id):
        assert QuestionnaireResponse.objects.get().handle_at > timezone.now() + timedelta(minutes=4)
        QuestionnaireResponse.objects.update(handle_at=timezone.now() - timedelta(minutes=1))
    events.forget(break_down)
    assert handle_all(lindeborg.id) == 1
    with job_scope(lindeborg.id):
        assert QuestionnaireResponse.objects.get().handle_at is None


def test_a_nurse_asks_a_list_in_a_conversation_and_takes_it_back(lindeborg):
    asked(lindeborg, name="Bob")
    conversation = conversation_of(lindeborg)
    marieke = signed_in(lindeborg.staff["Marieke"].person)
    case = reverse("conversations:case", args=["lindeborg", conversation.id])
    assert address("ask", conversation.id) in marieke.get(case).content.decode()
    form = marieke.get(address("ask", conversation.id)).context["form"]
    body = {name: form[name].value() for name in ("request_id", "until")}
    body |= {"lijst": form.fields["lijst"].choices[0][0]}
    assert marieke.post(address("ask", conversation.id), body | {"lijst": "x"}).status_code == 422
    for _twice in range(2):
        assert marieke.post(address("ask", conversation.id), body).status_code == 302
    with job_scope(lindeborg.id):
        request = QuestionnaireRequest.objects.get(conversation=conversation)
        assert request.asked_by.display_name == "Marieke"
    assert "Klachten na twee weken" in marieke.get(case).content.decode()

    assert marieke.post(address("withdraw", request.id)).status_code == 302
    alice = signed_in(lindeborg.patients["Alice"].person)
    own = reverse("questionnaires:own", args=[request.id])
    assert "ingetrokken" in alice.get(own).content.decode()
    moved = alice.post(reverse("questionnaires:question", args=[request.id, 1]), {"keuze": "ja"})
    assert moved.headers["Location"] == own
    with job_scope(lindeborg.id):
        assert Task.objects.get(conversation=conversation).withdrawn_at is not None


def test_after_the_last_day_nothing_can_be_filled_in_and_the_button_goes(lindeborg, monkeypatch):
    request = asked(lindeborg, until=timezone.localdate())
    alice = signed_in(lindeborg.patients["Alice"].person)
    first = reverse("questionnaires:question", args=[request.id, 1])
    assert alice.get(first).status_code == 200
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_given: tomorrow)

    assert alice.get(first).status_code == 302
    assert "voorbij" in alice.get(reverse("questionnaires:own", args=[request.id])).content.decode()
    assert handle_all(lindeborg.id) == 1 and handle_all(lindeborg.id) == 0
    with job_scope(lindeborg.id):
        assert QuestionnaireRequest.objects.get().state == QuestionnaireRequest.State.EXPIRED
        assert Task.objects.get().withdrawn_at is not None
