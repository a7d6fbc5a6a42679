"""A list is asked in a conversation, filled in question by question, kept, checked, sent and read."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conversations.models import Task
from questionnaires import queries
from questionnaires.models import QuestionnaireRequest, QuestionnaireResponse
from rowsecurity.scopes import job_scope
from tests.cast import signed_in
from tests.questionnaires.lists import a_list, asked, question


def at(name, request, *more):
    return reverse(f"questionnaires:{name}", args=[request.id, *more])


def fresh(house, request):
    with job_scope(house.id):
        return QuestionnaireRequest.objects.get(id=request.id)


def test_a_list_is_asked_with_a_button_filled_in_kept_and_sent(lindeborg):
    request = asked(lindeborg)
    alice = signed_in(lindeborg.patients["Alice"].person)

    home = alice.get("/mijn/").content.decode()
    assert at("own", request) in home and "Klachten na twee weken" in home
    assert "Begin" in alice.get(at("own", request)).content.decode()
    assert "Vraag 1 van 2" in alice.get(at("question", request, 1)).content.decode()
    answered = alice.post(at("question", request, 1), {"keuze": "ja"})
    assert answered.headers["Location"] == at("question", request, 2)
    # left, and resumed where it was
    assert at("question", request, 2) in alice.get(at("own", request)).content.decode()
    assert "Vraag 2 van 3" in alice.get(at("question", request, 2)).content.decode()
    assert alice.post(at("question", request, 2), {"keuze": "1"}).status_code == 302
    last = alice.post(at("question", request, 3), {"antwoord": "Ik was misselijk."})
    assert last.headers["Location"] == at("summary", request)
    assert "Ik was misselijk." in alice.get(at("summary", request)).content.decode()
    assert alice.post(at("summary", request)).headers["Location"] == at("own", request)

    sent = alice.get(at("own", request)).content.decode()
    assert "Ernstig" in sent and "Ik was misselijk." in sent
    with job_scope(lindeborg.id):
        response = QuestionnaireResponse.objects.get()
        content = queries.content(response)
        assert content["questionnaire"] == "https://example.org/Questionnaire/klachten|1"
        assert content["extension"][0]["extension"][1]["valueDecimal"] == 3
        assert queries.is_completed(request.id)
        assert queries.answered(request.id, "hoe-erg")[0].value.code == "ernstig"
        assert Task.objects.get().answered_at is not None
    assert fresh(lindeborg, request).draft_sealed is None
    with job_scope(lindeborg.id):
        assert b"misselijk" not in bytes(response.content_sealed)


def test_a_wrong_answer_is_refused_with_what_was_typed_and_a_needed_one_keeps_the_list_from_being_sent(
    lindeborg,
):
    request = asked(lindeborg, a_list(question("getal", "integer", required=True), question("los", "string")))
    alice = signed_in(lindeborg.patients["Alice"].person)
    bad = alice.post(at("question", request, 1), {"antwoord": "zeven"})
    assert bad.status_code == 422 and 'value="zeven"' in bad.content.decode()
    assert alice.post(at("question", request, 2), {"antwoord": "Iets"}).status_code == 302
    unfinished = alice.post(at("summary", request))
    assert unfinished.status_code == 422 and at("question", request, 1) in unfinished.content.decode()
    back = alice.post(at("question", request, 1), {"antwoord": "7", "overzicht": "1"})
    assert back.headers["Location"] == at("summary", request)
    assert alice.post(at("summary", request)).headers["Location"] == at("own", request)
    assert alice.post(at("summary", request)).headers["Location"] == at("own", request)
    with job_scope(lindeborg.id):
        assert QuestionnaireResponse.objects.count() == 1


def test_more_answers_are_added_one_by_one(lindeborg):
    request = asked(lindeborg, a_list(question("onderwerpen", "string", repeats=True)))
    alice = signed_in(lindeborg.patients["Alice"].person)
    again = alice.post(at("question", request, 1), {"antwoord": "Slapen", "nog_een": "1"})
    assert again.headers["Location"] == at("question", request, 1)
    assert alice.get(at("question", request, 1)).content.decode().count('name="antwoord"') == 2
    alice.post(at("question", request, 1), {"antwoord": ["Slapen", "Eten", ""]})
    page = alice.get(at("summary", request)).content.decode()
    assert "Slapen" in page and "Eten" in page


@pytest.mark.parametrize("name", ["Bob", "Mallory"])
def test_who_is_not_the_patient_reaches_nothing(lindeborg, waterkant, name):
    request = asked(lindeborg)
    house = lindeborg if name == "Bob" else waterkant
    stranger = signed_in(house.patients[name].person)
    for page in (at("own", request), at("question", request, 1), at("summary", request)):
        assert stranger.get(page).status_code == 404
    for page in (at("question", request, 1), at("summary", request)):
        assert stranger.post(page, {"keuze": "ja"}).status_code == 404


def test_the_own_page_asks_the_database_as_often_for_three_lists_as_for_one(lindeborg):
    alice = signed_in(lindeborg.patients["Alice"].person)
    counts = []
    for number in (1, 3):
        while number_asked(lindeborg) < number:
            asked(lindeborg, a_list(question("a"), version=str(number_asked(lindeborg))))
        with CaptureQueriesContext(connection) as queries_made:
            assert alice.get(reverse("questionnaires:own_lists")).status_code == 200
        counts.append(len(queries_made))
    assert counts[0] == counts[1]


def number_asked(house):
    with job_scope(house.id):
        return QuestionnaireRequest.objects.count()
