"""One patient on a path: enrolled with dates, left out, moved after a look, paused and stopped."""

from datetime import timedelta

import pytest

from audit.models import AccessLogEntry
from carepaths.actions.paths import turn_on
from carepaths.clock import local_day
from carepaths.models import CarePathVersion, DueStep, Enrolment
from carepaths.ready_made import add_ready_made
from rowsecurity.scopes import job_scope
from tests.cast import signed_in

PATHS = "/org/lindeborg/zorgpaden/"


@pytest.fixture
def marieke(clinic):
    return signed_in(clinic.house.staff["Marieke"].person)


@pytest.fixture
def fertility(clinic) -> CarePathVersion:
    with clinic.scope():
        version = add_ready_made(department=clinic.house.department, name="fertility")
        turn_on(version=version)
        return version


def in_days(clinic, days: int) -> str:
    return str(local_day(clinic.now + timedelta(days=days)))


@pytest.fixture
def follower(clinic, marieke, fertility) -> str:
    number = clinic.house.patients["Alice"].number
    data = {"number": number, "moment_cyclus": in_days(clinic, 3)}
    answer = marieke.post(f"{PATHS}{fertility.path_id}/inschrijven/", data)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def test_who_is_enrolled_is_seen_with_what_comes(marieke, follower):
    text = marieke.get(follower).content.decode()

    assert "Uw behandeling begint" in text and "Sla over" in text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param({"number": "9999", "moment_cyclus": "2027-01-05"}, "geen patiënt", id="unknown"),
        pytest.param({"number": "0", "moment_cyclus": ""}, "verplicht", id="no date"),
        pytest.param({"number": "0", "moment_cyclus": "straks"}, "Vul een dag in", id="words"),
    ],
)
def test_who_cannot_be_enrolled_is_told_why(marieke, fertility, data, sentence):
    answer = marieke.post(f"{PATHS}{fertility.path_id}/inschrijven/", data)

    assert answer.status_code == 422 and sentence in answer.content.decode()


def test_nobody_is_enrolled_twice(clinic, marieke, fertility, follower):
    data = {"number": clinic.house.patients["Alice"].number, "moment_cyclus": in_days(clinic, 4)}
    answer = marieke.post(f"{PATHS}{fertility.path_id}/inschrijven/", data)

    assert answer.status_code == 422 and "volgt dit zorgpad al" in answer.content.decode()


def test_a_step_is_left_out_and_put_back(clinic, marieke, follower):
    (due, *_others) = clinic.steps("due")

    marieke.post(f"{follower}stap/", {"regel": str(due.id), "doe": "over"})
    assert "Zet terug" in marieke.get(follower).content.decode()
    marieke.post(f"{follower}stap/", {"regel": str(due.id), "doe": "terug"})
    assert "Zet terug" not in marieke.get(follower).content.decode()
    assert marieke.post(f"{follower}stap/", {"regel": "geen", "doe": "over"}).status_code == 404


def test_a_look_at_a_move_changes_nothing(clinic, marieke, follower):
    before = [due.due_at for due in clinic.steps("due")]
    moved = {"moment_cyclus": in_days(clinic, 6)}

    text = marieke.post(f"{follower}verzetten/", moved).content.decode()
    assert "Uw behandeling begint" in text and "geen bericht" in text
    assert [due.due_at for due in clinic.steps("due")] == before

    marieke.post(f"{follower}verzetten/", moved | {"akkoord": "ja"})
    assert [due.due_at for due in clinic.steps("due")] != before


def test_a_path_is_paused_goes_on_and_stops(clinic, marieke, follower):
    for act, status in (("pauze", "paused"), ("verder", "active"), ("stop", "ended")):
        marieke.post(f"{follower}doe/", {"doe": act})
        with clinic.scope():
            assert Enrolment.objects.get().status == status
    assert not clinic.steps("due")
    assert marieke.post(f"{follower}doe/", {"doe": "stop"}).status_code == 409
    assert marieke.post(f"{follower}doe/", {"doe": "iets"}).status_code == 409


def test_the_page_of_the_path_shows_who_follows_it_without_an_appointment(marieke, fertility, follower):
    text = marieke.get(f"{PATHS}{fertility.path_id}/").content.decode()

    assert follower in text


def test_another_organisation_does_not_find_who_follows(clinic, waterkant, follower):
    nadia = signed_in(waterkant.staff["Nadia"].person)
    page = follower.replace("lindeborg", "waterkant")

    assert nadia.get(page).status_code == nadia.post(f"{page}doe/", {"doe": "stop"}).status_code == 404
    with job_scope(clinic.house.id):
        assert DueStep.objects.filter(state="due").exists()


def test_a_path_travels_as_a_file(clinic, marieke, fertility):
    from django.core.files.uploadedfile import SimpleUploadedFile

    data = marieke.get(f"{PATHS}{fertility.path_id}/bestand/").content
    home = str(clinic.house.department.id)

    made = marieke.post(
        f"{PATHS}nieuw/bestand/",
        {"afdeling_van_bestand": home, "bestand": SimpleUploadedFile("pad.json", data)},
    )
    refused = marieke.post(
        f"{PATHS}nieuw/bestand/",
        {"afdeling_van_bestand": home, "bestand": SimpleUploadedFile("pad.json", b"{}")},
    )

    assert made.status_code == 302 and refused.status_code == 422
    with clinic.scope():
        assert CarePathVersion.objects.filter(path__title__startswith="Fertiliteit").count() == 2


def test_around_which_of_several_appointments_is_asked(clinic, marieke):
    later = clinic.book(days=50, source="ehr|B", kind="anders")
    clinic.book(days=40, source="ehr|A", kind="anders", clinician="dr. Vos")
    address = f"{PATHS}{clinic.path.id}/inschrijven/"
    number = clinic.house.patients["Alice"].number
    asked = marieke.post(address, {"number": number})

    assert asked.status_code == 422
    assert "Kies er een" in asked.content.decode() and "dr. Vos" in asked.content.decode()
    with clinic.scope():
        assert AccessLogEntry.objects.filter(event="visit.read").count() == 2
    assert marieke.post(address, {"number": number, "afspraak": str(clinic.path.id)}).status_code == 422
    assert marieke.post(address, {"number": number, "afspraak": str(later.id)}).status_code == 302
    with clinic.scope():
        assert Enrolment.objects.get().visit_id == later.id
