"""What a hospital's system tells is taken in once, in the order of its versions."""

from datetime import timedelta

import pytest

from audit.models import AccessLogEntry
from carepaths.models import DueStep, Enrolment, Result, Visit
from integrations.models import IncomingResource
from people.models import Patient
from rowsecurity.scopes import job_scope
from tests.integrations.ehr import NUMBERS, appointment, bundle, patient, report


def told(response):
    return response.json()["issue"][0]


def test_a_patient_is_registered_as_told(ehr, lindeborg):
    response = ehr.send(patient())

    assert response.status_code == 201
    with job_scope(lindeborg.id):
        anna = Patient.objects.get(number="P1")
    assert (anna.name, anna.email, anna.mobile) == ("Anna Vermeer", "anna@example.org", "+31612345678")
    assert response.headers["Location"].endswith(f"/fhir/R4/Patient/{anna.id}/_history/1")
    assert response.headers["ETag"] == 'W/"1"'


def test_a_booked_check_up_starts_the_path(ehr, lindeborg):
    ehr.send(patient())
    response = ehr.send(appointment())

    assert response.status_code == 201
    with job_scope(lindeborg.id):
        visit = Visit.objects.get()
        assert (visit.kind, visit.kind_name, visit.clinician) == ("controle", "Controle", "dr. Bakker")
        assert Enrolment.objects.get().visit_id == visit.id
        assert DueStep.objects.filter(state="due").count() == 2


def test_a_move_a_result_and_a_cancellation_are_followed(ehr, lindeborg):
    ehr.send(patient())
    ehr.send(appointment())
    ehr.send(appointment(version=2, days=60))
    with job_scope(lindeborg.id):
        assert set(DueStep.objects.filter(state="due").values_list("visit_version", flat=True)) == {2}

    ehr.send(report())
    ehr.send(report(number="R2", version=1, issued="2026-01-01T10:00:00Z"))
    with job_scope(lindeborg.id):
        assert Result.objects.count() == 2

    cancelled = appointment(version=3, status="cancelled")
    del cancelled["start"]
    assert ehr.send(cancelled).status_code == 200
    with job_scope(lindeborg.id):
        visit = Visit.objects.get()
        assert visit.status == "cancelled"
        assert not DueStep.objects.filter(state="due").exists()


def test_the_same_version_twice_is_once(ehr, lindeborg):
    first = ehr.send(patient())
    again = ehr.send(patient())

    assert (first.status_code, again.status_code) == (201, 200)
    assert told(again)["severity"] == "information"
    with job_scope(lindeborg.id):
        assert Patient.objects.filter(number="P1").count() == 1
        assert AccessLogEntry.objects.filter(event__startswith="fhir.").count() == 1


def test_an_older_version_is_left_aside(ehr, lindeborg):
    start = appointment(days=60)["start"]
    ehr.send(patient())
    ehr.send(appointment(version=7, start=start))
    response = ehr.send(appointment(version=3, days=10))

    assert response.status_code == 200
    assert "newer version" in told(response)["diagnostics"]
    assert response.headers["ETag"] == 'W/"7"'
    with job_scope(lindeborg.id):
        assert Visit.objects.get().starts_at.isoformat() == start


def test_one_version_with_two_contents_is_a_conflict(ehr, lindeborg):
    ehr.send(patient())
    response = ehr.send(patient(birthDate="1959-03-14"))

    assert response.status_code == 409
    assert told(response)["code"] == "conflict"
    with job_scope(lindeborg.id):
        assert Patient.objects.get(number="P1").birth_date.year == 1958


def test_an_id_that_we_gave_can_be_put_to(ehr, lindeborg):
    ehr.send(patient())
    with job_scope(lindeborg.id):
        anna = Patient.objects.get(number="P1")
    content = patient(version=2, id=str(anna.id), gender="other")

    response = ehr.send(content, f"/fhir/R4/Patient/{anna.id}", method="PUT")

    assert response.status_code == 200
    with job_scope(lindeborg.id):
        assert Patient.objects.get(number="P1").sex == "other"


def test_a_transaction_takes_in_all_in_any_order(ehr, lindeborg):
    who = {"reference": "urn:uuid:00000001-0000-4000-8000-000000000000"}
    response = ehr.send(bundle(appointment(who=who), patient(), report()))

    assert response.status_code == 200, response.content
    entries = response.json()["entry"]
    assert [entry["response"]["status"] for entry in entries] == ["201 Created"] * 3
    assert entries[0]["response"]["location"].startswith("Appointment/")
    with job_scope(lindeborg.id):
        assert Visit.objects.get().patient.number == "P1"


def test_a_transaction_sent_again_with_other_urls_changes_nothing(ehr, lindeborg):
    visit = appointment(who={"reference": "urn:uuid:00000001-0000-4000-8000-000000000000"})
    ehr.send(bundle(visit, patient()))
    visit["participant"][0]["actor"]["reference"] = "urn:uuid:00000000-0000-4000-8000-000000000000"
    response = ehr.send(bundle(patient(), visit))

    outcomes = [entry["response"]["status"] for entry in response.json()["entry"]]
    assert outcomes == ["200 OK"] * 2


def test_a_transaction_may_put_to_an_identifier(ehr):
    content = bundle(patient())
    content["entry"][0]["request"] = {"method": "PUT", "url": f"Patient?identifier={NUMBERS}|P1"}

    assert ehr.send(content).status_code == 200


def test_a_transaction_with_one_fault_stores_nothing(ehr, lindeborg):
    wrong = appointment(specialty=[{"coding": [{"code": "unknown"}]}])
    response = ehr.send(bundle(patient(), wrong))

    assert response.status_code == 422
    assert told(response)["expression"] == ["Bundle.entry[1].resource.specialty"]
    with job_scope(lindeborg.id):
        assert not Patient.objects.filter(number="P1").exists()
        assert not IncomingResource.objects.exists()


def test_a_registration_by_hand_is_taken_over_when_the_birth_date_is_the_same(ehr, lindeborg):
    alice = lindeborg.patients["Alice"]
    content = patient(number=alice.number, birthDate=alice.birth_date.isoformat())
    assert ehr.send(content).status_code == 201
    with job_scope(lindeborg.id):
        assert Patient.objects.get(number=alice.number).id == alice.id

    bob = lindeborg.patients["Bob"]
    assert ehr.send(patient(number=bob.number, birthDate="1990-01-01")).status_code == 409


def test_somebody_who_died_is_asked_nothing_more(ehr, lindeborg):
    ehr.send(patient())
    ehr.send(appointment())
    ehr.send(patient(version=2, deceasedBoolean=True))

    with job_scope(lindeborg.id):
        assert not DueStep.objects.filter(state="due").exists()


def test_values_of_a_result_are_kept_nowhere(ehr, lindeborg):
    ehr.send(patient())
    assert ehr.send(report()).status_code == 201

    with job_scope(lindeborg.id):
        rows = [
            *Result.objects.values(),
            *IncomingResource.objects.values(),
            *AccessLogEntry.objects.values(),
        ]
    assert "Zqconclusion" not in str(rows)


def test_each_change_stands_in_the_access_log(ehr, lindeborg):
    ehr.send(patient())
    ehr.send(appointment())

    with job_scope(lindeborg.id):
        lines = AccessLogEntry.objects.filter(event__startswith="fhir.").order_by("at", "event")
        anna = Patient.objects.get(number="P1")
        assert {line.event for line in lines} == {"fhir.patient.created", "fhir.appointment.created"}
        assert {(line.actor_label, line.role, line.patient_id) for line in lines} == {
            ("EHR", "system", anna.id)
        }


@pytest.mark.parametrize("status", ["noshow", "entered-in-error"])
def test_every_way_of_not_going_through_stops_the_path(ehr, lindeborg, status):
    ehr.send(patient())
    ehr.send(appointment())
    ehr.send(appointment(version=2, status=status))

    with job_scope(lindeborg.id):
        assert not DueStep.objects.filter(state="due").exists()


def test_a_move_is_the_same_moment_in_another_notation(ehr, lindeborg):
    content = appointment()
    ehr.send(patient())
    ehr.send(content)
    with job_scope(lindeborg.id):
        start = Visit.objects.get().starts_at
    shifted = (start + timedelta(hours=5)).isoformat().replace("+00:00", "+05:00")
    ehr.send(appointment(version=2, start=shifted))

    with job_scope(lindeborg.id):
        assert Visit.objects.get().version == 1
