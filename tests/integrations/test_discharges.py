"""A stay that is over starts aftercare, once, and moves it when it was at another moment."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from carepaths.models import DueStep, Enrolment, EnrolmentAnchor
from carepaths.ready_made import turn_on_ready_made
from people.models import Patient, Representation
from rowsecurity.scopes import job_scope
from tests.integrations.ehr import bundle, encounter, patient
from tests.relatives.stage import represent


@pytest.fixture
def hospital(ehr, lindeborg):
    """Has aftercare that begins at a discharge, and a patient."""
    with job_scope(lindeborg.id):
        turn_on_ready_made(department=lindeborg.department, name="neonatal")
    ehr.send(patient())
    return ehr


def moments(house) -> list[datetime]:
    with job_scope(house.id):
        return list(EnrolmentAnchor.objects.filter(moment__isnull=False).values_list("moment", flat=True))


def test_a_discharge_starts_the_aftercare_once(hospital, lindeborg):
    sent = encounter()
    answers = [hospital.send(sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 200]
    with job_scope(lindeborg.id):
        assert Enrolment.objects.get().began_by == "discharge"
        assert DueStep.objects.filter(state="due").exists()
    assert datetime.fromisoformat(sent["period"]["end"]) in moments(lindeborg)


def test_a_corrected_discharge_moves_what_was_planned(hospital, lindeborg):
    location = hospital.send(encounter())["Location"]
    later = encounter(version=2, days_ago=2)
    its_id = location.split("/")[-3]
    answer = hospital.send(later | {"id": its_id}, f"/fhir/R4/Encounter/{its_id}", method="PUT")

    assert answer.status_code == 200
    assert datetime.fromisoformat(later["period"]["end"]) in moments(lindeborg)
    with job_scope(lindeborg.id):
        assert Enrolment.objects.get().plan_number == 2


def test_in_one_bundle_with_the_patient_it_is_of(ehr, lindeborg):
    first = patient(number="P2")
    sent = bundle(first, encounter(subject={"reference": "urn:uuid:00000000-0000-4000-8000-000000000000"}))

    assert ehr.send(sent).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(encounter(days_ago=30), id="long ago"),
        pytest.param(
            encounter(hospitalization={"dischargeDisposition": {"coding": [{"code": "exp"}]}}), id="died"
        ),
    ],
)
def test_a_discharge_after_which_nothing_is_to_begin_is_taken_in(hospital, lindeborg, sent):
    assert hospital.send(sent).status_code == 201
    with job_scope(lindeborg.id):
        assert not Enrolment.objects.exists()
        is_dead = "hospitalization" in sent
        assert (Patient.objects.get(number="P1").discharged_on is None) is is_dead


TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat(timespec="seconds")


@pytest.mark.parametrize(
    ("more", "element"),
    [
        pytest.param({"status": "in-progress"}, "Encounter.status", id="not finished"),
        pytest.param({"status": "entered-in-error"}, "Encounter.status", id="error"),
        pytest.param({"class": {"code": "AMB"}}, "Encounter.class", id="outpatient"),
        pytest.param({"serviceType": None}, "Encounter.serviceType", id="nowhere"),
        pytest.param({"serviceType": {"coding": [{"code": "QQQ"}]}}, "Encounter.serviceType", id="elsewhere"),
        pytest.param({"period": {}}, "Encounter.period.end", id="no end"),
        pytest.param({"period": {"end": "2026-11-01"}}, "Encounter.period.end", id="a day"),
        pytest.param({"period": {"end": TOMORROW}}, "Encounter.period.end", id="future"),
        pytest.param({"subject": {"reference": "Group/1"}}, "Encounter.subject", id="no patient"),
        pytest.param({"modifierExtension": [{"url": "x", "valueBoolean": True}]}, "Encounter", id="modifier"),
    ],
)
def test_what_is_no_discharge_is_refused_with_the_element(hospital, lindeborg, more, element):
    sent = {key: value for key, value in (encounter() | more).items() if value is not None}
    answer = hospital.send(sent)

    assert answer.status_code == 422 and answer.json()["issue"][0]["expression"] == [element]
    with job_scope(lindeborg.id):
        assert not Enrolment.objects.exists()


def test_the_server_says_that_it_takes_discharges(client):
    (server,) = client.get("/fhir/R4/metadata").json()["rest"]

    assert "Encounter" in [each["type"] for each in server["resource"]]


def test_a_discharge_ends_the_access_of_contact_persons_of_that_stay(hospital, lindeborg):
    with job_scope(lindeborg.id):
        anna = Patient.objects.get(number="P1")
    long_ago = timezone.now() - timedelta(days=20)
    noor = represent(anna, starts_at=long_ago)
    tess = represent(anna, "Tess", ground="legal", starts_at=long_ago)
    later = represent(anna, "Kim", starts_at=timezone.now() - timedelta(hours=1))

    hospital.send(encounter(days_ago=3))
    hospital.send(encounter("E0", days_ago=9))  # an earlier stay, told later

    with job_scope(lindeborg.id):
        day = timezone.localdate(timezone.now() - timedelta(days=3))
        assert Patient.objects.get(id=anna.id).discharged_on == day
        ended = {each.person_id: each.end_reason for each in Representation.objects.all() if each.is_ended}
    assert ended == {noor.id: "discharge"}
    assert {tess.id, later.id}.isdisjoint(ended)


def test_a_corrected_discharge_corrects_its_day(hospital, lindeborg):
    location = hospital.send(encounter(days_ago=1))["Location"]
    its_id = location.split("/")[-3]
    earlier = encounter(version=2, days_ago=4) | {"id": its_id}
    assert hospital.send(earlier, f"/fhir/R4/Encounter/{its_id}", method="PUT").status_code == 200
    with job_scope(lindeborg.id):
        day = timezone.localdate(timezone.now() - timedelta(days=4))
        assert Patient.objects.get(number="P1").discharged_on == day
