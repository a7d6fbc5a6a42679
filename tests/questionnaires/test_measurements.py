"""A measurement: numbers with unit and bounds that the team asks for, without a file."""

import pytest
from django.urls import reverse

from conversations.models import TeamTask
from questionnaires.actions.handling import handle_all
from questionnaires.fhir.parsing import parse
from questionnaires.models import AnswerRule, EditionUse, QuestionnaireEdition, QuestionnaireRequest
from rowsecurity.scopes import job_scope
from tenants.roles import Role
from tests.cast import signed_in
from tests.conversations.stage import asked as conversation_of
from tests.conversations.stage import colleague


@pytest.fixture
def manager(lindeborg):
    return signed_in(colleague(lindeborg, "Mona", roles=[Role.MANAGER]).person)


def typed(house, **more):
    upper = {"name": "Bovendruk", "unit": "mmHg", "least": "60", "most": "260"}
    lower = {"name": "Onderdruk", "unit": "mmHg", "least": "30", "most": "160"}
    numbers = {f"number_1_{part}": value for part, value in upper.items()}
    numbers |= {f"number_2_{part}": value for part, value in lower.items()}
    return {"title": "Bloeddruk", "afdeling": str(house.department.id)} | numbers | more


def address(name, *arguments):
    return reverse(f"questionnaires:{name}", args=["lindeborg", *arguments])


def test_numbers_are_made_into_a_list_that_the_department_asks_at_once(lindeborg, manager):
    assert "Maak een meting" in manager.get(address("lists")).content.decode()
    assert manager.get(address("measurement")).status_code == 200
    answer = manager.post(address("measurement"), typed(lindeborg))

    with job_scope(lindeborg.id):
        edition = QuestionnaireEdition.objects.get()
        assert EditionUse.objects.get().edition_id == edition.id
    assert answer["Location"] == address("edition", edition.id)
    upper, lower = parse(edition.content).items
    assert (upper.text, lower.text) == ("Bovendruk (mmHg)", "Onderdruk (mmHg)")
    assert (upper.limits.least.value, upper.limits.most.value) == (60, 260)
    page = manager.get(address("edition", edition.id)).content.decode()
    assert "Bovendruk (mmHg) is minstens" in page


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        pytest.param({"title": ""}, "verplicht", id="no name"),
        pytest.param({"number_2_most": ""}, "tussen welke waarden", id="no bound"),
        pytest.param({"number_1_most": "50"}, "niet meer dan", id="turned round"),
    ],
)
def test_what_cannot_be_measured_is_told_at_its_field(lindeborg, manager, more, sentence):
    answer = manager.post(address("measurement"), typed(lindeborg, **more))

    assert answer.status_code == 422 and sentence in answer.content.decode()
    with job_scope(lindeborg.id):
        assert not QuestionnaireEdition.objects.exists()


def test_a_number_makes_a_task_and_one_outside_the_bounds_is_asked_again(lindeborg, manager):
    manager.post(address("measurement"), typed(lindeborg))
    with job_scope(lindeborg.id):
        edition = QuestionnaireEdition.objects.get()
    rule = {"afdeling": str(lindeborg.department.id), "kind": "call", "due_in_hours": "4", "text": "Bel."}
    rule |= {"matter": "number-1-0->=", "bound": "180"}
    assert manager.post(address("add_rule", edition.id), rule).status_code == 302
    with job_scope(lindeborg.id):
        assert AnswerRule.objects.get().value == {"valueDecimal": 180.0}
    conversation = conversation_of(lindeborg)
    marieke = signed_in(lindeborg.staff["Marieke"].person)
    sent = {"lijst": str(edition.id), "request_id": str(conversation.id)}
    page = marieke.post(address("ask", conversation.id), sent, follow=True).content.decode()
    assert "Bloeddruk" in page
    with job_scope(lindeborg.id):
        asked = QuestionnaireRequest.objects.get()
    alice, own = signed_in(lindeborg.patients["Alice"].person), asked.get_absolute_url()
    assert alice.post(f"{own}vraag/1/", {"antwoord": "1850"}).status_code == 422
    assert alice.post(f"{own}vraag/1/", {"antwoord": "185"}).status_code == 302
    alice.post(f"{own}vraag/2/", {"antwoord": "90"})
    alice.post(f"{own}overzicht/")
    handle_all(lindeborg.id)

    with job_scope(lindeborg.id):
        assert TeamTask.objects.get().text == "Bel."
