"""The patient's appointments and the team's paths: what they show, to whom, in how many statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AccessLogEntry
from carepaths.models import Visit
from rowsecurity.scopes import job_scope
from tenants.models import Membership
from tests.cast import signed_in

OWN, PATHS = "/mijn/afspraken/", "/org/lindeborg/zorgpaden/"


@pytest.fixture
def alice(clinic):
    return signed_in(clinic.house.patients["Alice"].person)


@pytest.fixture
def marieke(clinic):
    return signed_in(clinic.house.staff["Marieke"].person)


def page(browser, path):
    response = browser.get(path)
    assert response.status_code == 200, response.content
    return response.content.decode()


def test_a_patient_sees_the_next_appointment_first(clinic, alice):
    clinic.book(days=40, source="ehr|later", place="Route 12")
    clinic.book(days=5, source="ehr|sooner", clinician="dr. Smit")
    clinic.book(days=-20, source="ehr|before", clinician="dr. Toen")

    text = page(alice, OWN)

    assert text.index("dr. Smit") < text.index("dr. Bakker") < text.index("Eerder") < text.index("dr. Toen")
    assert "Route 12, Reumatologie, Lindeborg" in text


def test_a_cancelled_appointment_is_shown_as_cancelled(clinic, alice):
    clinic.book(days=5)
    clinic.book(days=5, status=Visit.Status.CANCELLED)

    assert "Gaat niet door" in page(alice, OWN)


def test_a_patient_without_appointments_is_told_so(alice):
    assert "U heeft geen afspraken" in page(alice, OWN)


def test_appointments_of_somebody_else_are_not_shown(clinic, alice):
    clinic.book(days=5, patient="Bob", clinician="dr. Geheim")

    assert "dr. Geheim" not in page(alice, OWN)


def test_a_stranger_is_asked_to_sign_in(clinic, client):
    assert client.get(OWN).status_code == client.get(PATHS).status_code == 302


def test_the_team_sees_the_path_on_a_line(clinic, marieke):
    text = page(marieke, PATHS)

    for words in ("Controle reuma", "10 dagen ervoor", "Lukt niet", "versie 1"):
        assert words in text


def test_the_team_sees_what_came_what_comes_and_why(clinic, marieke):
    clinic.book(days=8)
    clinic.let_come(clinic.steps("due")[0])
    clinic.result()

    text = page(marieke, f"{PATHS}{clinic.path.id}/")

    assert "verstuurd" in text and "niet nodig: de uitslag is binnen" in text
    with job_scope(clinic.house.id):
        line = AccessLogEntry.objects.get(event="carepath.read")
        assert line.patient_id == clinic.house.patients["Alice"].id


def test_a_failed_step_is_visible(clinic, marieke):
    clinic.book(days=8)
    with clinic.scope():
        clinic.enrolment_steps().update(state="failed", reason="Refused")

    assert "kon niet worden verstuurd" in page(marieke, f"{PATHS}{clinic.path.id}/")


def test_who_may_not_enrol_does_not_see_paths(clinic, marieke):
    with job_scope(clinic.house.id):
        Membership.objects.update(roles=["admin"])

    assert marieke.get(PATHS).status_code == 403


def test_another_organisation_does_not_find_a_path(clinic, waterkant):
    nadia = signed_in(waterkant.staff["Nadia"].person)

    assert nadia.get(f"{PATHS}{clinic.path.id}/").status_code == 404
    assert nadia.get(f"/org/waterkant/zorgpaden/{clinic.path.id}/").status_code == 404
    assert "Controle reuma" not in page(nadia, "/org/waterkant/zorgpaden/")


@pytest.mark.parametrize("who", ["alice", "marieke"])
def test_three_appointments_take_as_many_statements_as_one(clinic, request, who):
    browser = request.getfixturevalue(who)
    path = OWN if who == "alice" else f"{PATHS}{clinic.path.id}/"
    counts = []
    for number in range(3):
        clinic.book(days=20 + number, source=f"ehr|{number}")
        page(browser, path)  # caches of the process
        with CaptureQueriesContext(connection) as statements:
            page(browser, path)
        counts.append(len(statements))

    assert counts[0] == counts[2]


def test_beside_a_conversation_stand_the_paths_of_its_patient(clinic, rf):
    from carepaths.views.overview import beside_conversation
    from conversations.models import Conversation

    clinic.book(days=8)
    clinic.let_come(clinic.steps("due")[0])
    with clinic.scope():
        block = beside_conversation(rf.get("/"), Conversation.objects.select_related("patient").get())
        ((enrolment, lines),) = block["enrolments"]
        assert [line.look for line in lines] == ["done", "next"]
    clinic.book(days=8, status=Visit.Status.CANCELLED)
    with clinic.scope():
        assert beside_conversation(rf.get("/"), Conversation.objects.select_related("patient").get()) is None
