"""The API beside the measured path: lists, a new question, read marks, and a schema that holds."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import jsonschema
import pytest
import yaml
from django.test import Client

from conversations.actions.conversations import start_conversation
from conversations.actions.messages import send_message
from conversations.models import Conversation, ReadMark
from conversations.sending import Sending
from people.models import Patient
from rowsecurity.scopes import organisation_scope, person_scope
from tenants.models import Department
from tests.cast import signed_in

OWN = "/api/v1/conversations/"


@pytest.fixture
def alice(lindeborg):
    return signed_in(lindeborg.patients["Alice"].person)


@pytest.fixture
def marieke(lindeborg):
    return signed_in(lindeborg.staff["Marieke"].person)


def question(department, **more):
    values = {
        "id": str(uuid4()),
        "client_id": str(uuid4()),
        "department": str(department.id),
        "subject": "Bloedprikken",
        "text": "Moet ik nuchter zijn?",
        "can_wait": True,
    }
    return values | more


def post(client, path, values):
    return client.post(path, json.dumps(values), content_type="application/json")


def test_asking_a_question_starts_a_conversation_once(lindeborg, alice):
    asked = question(lindeborg.department)
    first, second = post(alice, OWN, asked), post(alice, OWN, asked)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["subject"] == "Bloedprikken" and first.json()["answer_due_at"]
    listed = alice.get(OWN).json()
    assert [each["id"] for each in listed["results"]] == [asked["id"]]
    with person_scope(lindeborg.patients["Alice"].person_id):
        assert Conversation.objects.get().last_number == first.json()["last_number"]


def test_a_program_reads_where_the_question_is(lindeborg, alice):
    asked = question(lindeborg.department)
    first = post(alice, OWN, asked).json()
    assert (first["state"], first["state_text"], first["may_be_charged"]) == ("received", "Ontvangen", False)

    with organisation_scope(lindeborg.id, lindeborg.staff["Marieke"].person_id):
        send_message(Sending(lindeborg.id, UUID(asked["id"]), uuid4(), "Nee hoor.", "team"))

    listed = alice.get(OWN).json()["results"][0]
    assert (listed["state"], listed["state_text"]) == ("answered", "Beantwoord")


def test_what_cannot_wait_is_sent_to_the_telephone(lindeborg, alice):
    answer = post(alice, OWN, question(lindeborg.department, can_wait=False))
    assert answer.status_code == 409
    assert "030 123 45 67" in answer.json()["detail"]
    assert alice.get(OWN).json()["results"] == []


def test_one_asks_only_where_one_is_treated(lindeborg, waterkant, alice):
    assert post(alice, OWN, question(waterkant.department)).status_code == 404
    stranger = str(lindeborg.patients["Bob"].id)
    assert post(alice, OWN, question(lindeborg.department, patient=stranger)).status_code == 404


def test_departments_say_what_to_expect(lindeborg, waterkant, alice):
    (department,) = alice.get("/api/v1/departments/").json()
    assert department["id"] == str(lindeborg.department.id)
    assert department["phone"] == "030 123 45 67" and department["answer_by"]
    assert department["patients"] == [str(lindeborg.patients["Alice"].id)]


def test_the_list_goes_on_after_a_cursor(lindeborg, alice, monkeypatch):
    monkeypatch.setattr("conversations.api.own.PAGE", 2)
    asked = [question(lindeborg.department) for _ in range(5)]
    for each in asked:
        post(alice, OWN, each)
    found, after, pages = [], "", 0
    while pages == 0 or after:
        page = alice.get(OWN, {"after": after}).json()
        found += [each["id"] for each in page["results"]]
        after, pages = page["next"], pages + 1
    assert found == [each["id"] for each in reversed(asked)]
    assert alice.get(OWN, {"after": "nonsense"}).status_code == 422


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_statements_for_one_as_for_three(
    lindeborg, alice, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        post(alice, OWN, question(lindeborg.department))
    with django_assert_max_num_queries(12):
        assert len(alice.get(OWN).json()["results"]) == rows


def test_reading_is_said_and_takes_away_what_is_unread(lindeborg, alice):
    asked = question(lindeborg.department)
    last = post(alice, OWN, asked).json()["last_number"]
    assert post(alice, f"{OWN}{asked['id']}/read/", {"number": last}).status_code == 204
    assert alice.get(OWN).json()["results"][0]["unread"] == 0
    assert post(alice, f"{OWN}{uuid4()}/read/", {"number": 1}).status_code == 404
    with person_scope(lindeborg.patients["Alice"].person_id):
        assert ReadMark.objects.get().number == last


@pytest.fixture
def waiting(lindeborg):
    person_id = lindeborg.patients["Alice"].person_id
    with person_scope(person_id):
        conversation = start_conversation(
            patient=Patient.objects.get(), department=Department.objects.get(), subject="Prikken"
        )
        send_message(Sending(lindeborg.id, conversation.id, uuid4(), "Vraag", "patient"))
    return conversation


def test_the_team_sees_who_waits_and_says_how_far_it_looked(lindeborg, marieke, waiting):
    base = f"/api/v1/org/{lindeborg.organisation.slug}/"
    (department,) = marieke.get(f"{base}departments/").json()
    assert department["waiting"] == 1
    listed = marieke.get(f"{base}conversations/", {"department": department["id"]}).json()
    assert [each["id"] for each in listed["results"]] == [str(waiting.id)]
    assert post(marieke, f"{base}conversations/{waiting.id}/read/", {"number": 1}).status_code == 204
    with organisation_scope(lindeborg.id, lindeborg.staff["Marieke"].person_id):
        assert Conversation.objects.get().team_read_number == 1


def test_strangers_see_no_team_lists(lindeborg, waterkant, alice, waiting):
    base = f"/api/v1/org/{lindeborg.organisation.slug}/"
    nadia = signed_in(waterkant.staff["Nadia"].person)
    for client in (alice, nadia):
        assert client.get(f"{base}departments/").status_code == 404
        assert post(client, f"{base}conversations/{waiting.id}/read/", {"number": 1}).status_code == 404
    elsewhere = f"/api/v1/org/{waterkant.organisation.slug}/"
    asked = {"department": str(lindeborg.department.id)}
    assert nadia.get(f"{elsewhere}conversations/", asked).status_code == 404
    assert Client().get(OWN).status_code == 401


def test_the_schema_is_valid_and_names_every_address(db):
    answer = Client().get("/api/schema/")
    assert answer.status_code == 200
    schema = yaml.safe_load(answer.content)
    assert schema["openapi"].startswith("3.1")
    for address in (OWN, f"{OWN}{{conversation_id}}/messages/", "/api/v1/sign-in/"):
        assert address in schema["paths"]
    send = schema["paths"][f"{OWN}{{conversation_id}}/messages/"]["post"]
    assert {"200", "201", "401", "404", "409", "413", "422", "429", "503"} <= set(send["responses"])
    operations = [one["operationId"] for path in schema["paths"].values() for one in path.values()]
    assert len(operations) == len(set(operations))
    jsonschema.Draft202012Validator.check_schema(schema["components"]["schemas"]["Page"])
