"""The team writes first: to whom, in whose name, once, and not to who has died."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from conversations.models import Conversation, Message
from notifications.models import Notice
from people.models import Patient
from rowsecurity.scopes import job_scope
from tests.cast import House, signed_in
from tests.conversations.stage import asked


def page_of(house: House, name: str) -> str:
    return f"/org/lindeborg/patienten/{house.patients[name].id}/nieuw-gesprek/"


def typed(house: House, **changed: str) -> dict[str, str]:
    return {
        "conversation_id": str(uuid4()),
        "client_id": str(uuid4()),
        "department": str(house.department.id),
        "subject": "Uitleg over uw spuit",
        "text": "Dag, lees dit voor u begint.",
    } | changed


def test_a_patient_is_found_by_number(lindeborg):
    client = signed_in(lindeborg.staff["Marieke"].person)
    number = lindeborg.patients["Alice"].number

    found = client.get("/org/lindeborg/nieuw-gesprek/", {"number": number})
    missing = client.get("/org/lindeborg/nieuw-gesprek/", {"number": "nobody"})

    assert found.headers["Location"] == page_of(lindeborg, "Alice")
    assert "Er is geen patiënt met dit nummer" in missing.content.decode()


def test_pressing_twice_is_writing_once(lindeborg):
    client = signed_in(lindeborg.staff["Marieke"].person)
    values = typed(lindeborg)

    answers = [client.post(page_of(lindeborg, "Alice"), values) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {302}
    with job_scope(lindeborg.id):
        conversation = Conversation.objects.get(patient=lindeborg.patients["Alice"])
        assert conversation.subject == "Uitleg over uw spuit"
        assert conversation.assignee == lindeborg.staff["Marieke"]
        assert [each.body for each in Message.objects.filter(conversation=conversation)] == [
            "Dag, lees dit voor u begint."
        ]
    thread = signed_in(lindeborg.patients["Alice"].person).get("/mijn/").content.decode()
    assert "Dag, lees dit voor u begint." in thread


def test_nothing_is_kept_of_what_is_refused(lindeborg):
    client = signed_in(lindeborg.staff["Marieke"].person)
    with job_scope(lindeborg.id):
        Patient.objects.filter(id=lindeborg.patients["Bob"].id).update(deceased_on=date(2026, 1, 1))

    dead = client.post(page_of(lindeborg, "Bob"), typed(lindeborg))
    empty = client.post(page_of(lindeborg, "Alice"), typed(lindeborg, text="", subject="Blijft staan"))

    assert dead.status_code == 422
    assert "Dag, lees dit voor u begint." in dead.content.decode()
    assert empty.status_code == 422
    assert "Blijft staan" in empty.content.decode()
    with job_scope(lindeborg.id):
        assert not Conversation.objects.exists()


def test_who_has_died_is_answered_no_more_and_the_case_says_so(lindeborg):
    conversation = asked(lindeborg)
    client = signed_in(lindeborg.staff["Marieke"].person)
    case = f"/org/lindeborg/gesprekken/{conversation.id}/"
    assert "De patiënt ziet: " in client.get(case).text
    with job_scope(lindeborg.id):
        Patient.objects.filter(id=lindeborg.patients["Alice"].id).update(deceased_on=date(2026, 1, 1))

    refused = client.post(f"{case}antwoord/", {"client_id": str(uuid4()), "text": "Dag Alice.", "seen": "9"})

    assert refused.status_code == 409 and "overleden" in refused.text
    seen = client.get(case).text
    assert "Deze patiënt is overleden" in seen and "De patiënt ziet: " not in seen
    with job_scope(lindeborg.id):
        assert not Message.objects.filter(side="team").exists() and not Notice.objects.exists()


def test_somebody_elses_patient_or_department_is_not_there(lindeborg, waterkant):
    client = signed_in(lindeborg.staff["Marieke"].person)

    foreign = client.get(f"/org/lindeborg/patienten/{waterkant.patients['Mallory'].id}/nieuw-gesprek/")
    department = client.post(
        page_of(lindeborg, "Alice"), typed(lindeborg, department=str(waterkant.department.id))
    )

    assert foreign.status_code == 404
    assert department.status_code == 422
