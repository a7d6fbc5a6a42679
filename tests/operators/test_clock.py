"""The operator's page: numbers and names of faults, for operators who came in by something strong."""

from __future__ import annotations

import os
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection
from django.test import Client

from carepaths import dispatcher
from carepaths.models import DueStep
from operators.models import Operator
from people.models import Credential, Person
from people.sessions import SessionStore
from rowsecurity.scopes import gate_scope
from tests.carepaths.world import Clinic, make_clinic
from tests.cast import make_house, make_person, signed_in
from tests.isolation.databases import own_database

PAGE, AGAIN = "/platform/klok/", "/platform/klok/opnieuw/"
State = DueStep.State


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A database of their own, because an operator is named by another login."""
    with django_db_blocker.unblock(), own_database("operators", row_security=True):
        yield


@pytest.fixture
def clinic(database: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Clinic]:
    with django_db_blocker.unblock():
        yield make_clinic(
            make_house(f"house-{uuid4().hex[:8]}", patients=["Alice", "Bob"], staff=["Marieke"])
        )


@pytest.fixture
def operator(clinic: Clinic) -> Person:
    person = make_person("Otto")
    with gate_scope(person.id):
        Credential.objects.create(person=person, email=f"{person.id}@example.org")
    as_owner("SELECT operator_name(%s, false)", [f"{person.id}@example.org"])
    return person


def as_owner(statement: str, parameters: list[object]) -> None:
    name = connection.settings_dict["NAME"]
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname=name) as owner:
        owner.execute(statement, parameters)


def fail(clinic: Clinic, patient: str, reason: str) -> DueStep:
    """A step that was tried six times."""
    clinic.book(days=40, source=f"ehr|{patient}", patient=patient)
    with clinic.scope():
        rows = DueStep.objects.filter(enrolment__patient=clinic.house.patients[patient])
        step = rows.order_by("due_at")[0]
        DueStep.objects.filter(id=step.id).update(state=State.FAILED, reason=reason, attempts=6)
    return step


def state(clinic: Clinic, step: DueStep) -> str:
    with clinic.scope():
        return DueStep.objects.get(id=step.id).state


def test_an_operator_sees_faults_and_never_a_patient(clinic, operator):
    fail(clinic, "Alice", "MessageTooLong")

    page = signed_in(operator).get(PAGE).content.decode()

    assert "MessageTooLong" in page and clinic.house.organisation.name in page
    assert "Alice" not in page and "Jansen" not in page.replace(operator.name, "")


def test_what_dispatchers_did_stands_by_the_minute(clinic, operator):
    clinic.book(days=8)
    dispatcher.dispatch()
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM clock_totals() WHERE what = 'done'")
        (done,) = cursor.fetchone()

    page = signed_in(operator).get(PAGE).content.decode()

    assert done >= 1 and "Het afgelopen uur" in page and "Verstuurd" in page


@pytest.mark.parametrize("who", ["Alice", "Marieke", "stranger"])
def test_nobody_else_finds_a_page_here(clinic, who):
    if who == "stranger":
        asks = make_person("Mallory")
    else:
        with clinic.scope():
            everybody = clinic.house.patients | clinic.house.staff
            asks = Person.objects.get(id=everybody[who].person_id)
    client = signed_in(asks)

    assert client.get(PAGE).status_code == 404
    assert client.post(AGAIN, {"reden": "MessageTooLong"}).status_code == 404


def test_somebody_who_is_not_signed_in_is_asked_to(clinic):
    assert Client().get(PAGE).status_code == 302


def test_a_code_by_text_message_is_not_enough(clinic, operator):
    session = SessionStore()
    session.sign_in(operator.id, is_verified=True, is_strong=False)
    session.save()
    client = Client()
    client.cookies["session"] = session.session_key

    answer = client.get(PAGE)

    assert answer.status_code == 409 and "passkey" in answer.content.decode()


def test_one_step_is_tried_again_and_a_line_says_so(clinic, operator):
    one, other = fail(clinic, "Alice", "Strange"), fail(clinic, "Bob", "Strange")

    page = signed_in(operator).post(AGAIN, {"stap": str(one.id)}, follow=True).content.decode()

    assert (state(clinic, one), state(clinic, other)) == (State.DUE, State.FAILED)
    assert "Otto Jansen liet 1 met Strange opnieuw proberen" in page


def test_all_of_one_fault_are_tried_again(clinic, operator):
    mine, other = [fail(clinic, "Alice", "Strange"), fail(clinic, "Bob", "Different")]
    with clinic.scope():
        DueStep.objects.filter(id=mine.id).update(reason=(reason := f"Fault{uuid4().hex[:6]}"))

    signed_in(operator).post(AGAIN, {"reden": reason})
    dispatcher.dispatch()

    assert (state(clinic, mine), state(clinic, other)) != (State.FAILED, State.DUE)
    assert state(clinic, other) == State.FAILED and state(clinic, mine) in (State.DONE, State.SKIPPED)


def test_nothing_chosen_is_refused(clinic, operator):
    client = signed_in(operator)

    assert client.post(AGAIN).status_code == 409
    assert client.post(AGAIN, {"stap": "x"}).status_code == 409


def test_the_doors_ask_again_who_calls(clinic):
    stranger = clinic.house.patients["Bob"].person_id
    for call in (
        "clock_failures()",
        "clock_minutes(5)",
        "clock_failed_steps(5)",
        "clock_try_again('', 'x', null)",
    ):
        refused = pytest.raises(ProgrammingError, match="for operators only")
        with refused, gate_scope(stranger), connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {call}")


def test_who_is_ended_is_out(clinic, operator):
    as_owner("SELECT operator_name(%s, true)", [f"{operator.id}@example.org"])

    assert signed_in(operator).get(PAGE).status_code == 404
    with gate_scope(operator.id):
        assert not Operator.objects.exists()


def test_web_may_not_name_an_operator(clinic):
    with pytest.raises(ProgrammingError, match="permission denied"):
        call_command("operator", "alice@example.org")
