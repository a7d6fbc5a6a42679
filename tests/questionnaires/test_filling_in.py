"""A list is asked in a conversation, filled in question by question, kept, checked, sent and read."""

from __future__ import annotations

from django.urls import reverse

from conversations.models import Task
from questionnaires import queries
from questionnaires.models import QuestionnaireRequest, QuestionnaireResponse
from rowsecurity.scopes import job_scope
from tests.cast import signed_in
from tests.questionnaires.lists import asked


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
