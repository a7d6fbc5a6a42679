"""Everything else is refused with an OperationOutcome, and nothing of it is stored."""

import json

import pytest
from fhir.resources.R4B.capabilitystatement import CapabilityStatement
from fhir.resources.R4B.operationoutcome import OperationOutcome
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carepaths.models import Result, Visit
from integrations.actions.tokens import issue_token, revoke_token
from integrations.models import IncomingResource
from people.models import Patient
from rowsecurity.scopes import job_scope
from tests.integrations.ehr import Ehr, appointment, bundle, patient, report


def refused(response, status, code=None):
    """The answer is a valid OperationOutcome with this status and code."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"].startswith("application/fhir+json")
    OperationOutcome.model_validate(response.json())
    (issue, *_) = response.json()["issue"]
    assert issue["severity"] == "error"
    assert code is None or issue["code"] == code, issue
    return issue


def stored(house):
    with job_scope(house.id):
        others = Visit.objects.count() + Result.objects.count() + IncomingResource.objects.count()
        return Patient.objects.count() - len(house.patients) + others


PARTS = {
    "no version": (patient(meta={}), "required", "Patient.meta.versionId"),
    "version is no number": (patient(meta={"versionId": "v2"}), "required", "Patient.meta.versionId"),
    "no identifier": (patient(identifier=[]), None, None),
    "two identifiers": (
        patient(identifier=[{"system": "a:b", "value": "1"}, {"system": "a:c", "value": "2"}]),
        "required",
        "Patient.identifier",
    ),
    "the citizen number": (
        patient(identifier=[{"system": "http://fhir.nl/fhir/NamingSystem/bsn", "value": "999990019"}]),
        "business-rule",
        "Patient.identifier[0]",
    ),
    "no name": (patient(name=[{"text": "Anna"}]), "required", "Patient.name"),
    "half a birth date": (patient(birthDate="1958-03"), "value", "Patient.birthDate"),
    "a birth date to come": (patient(birthDate="2999-01-01"), "value", "Patient.birthDate"),
    "no such day": (patient(birthDate="1958-02-30"), None, "Patient.birthDate"),
    "no e-mail address": (
        patient(telecom=[{"system": "email", "value": "anna"}]),
        "value",
        "Patient.telecom",
    ),
    "unknown element": (patient(shoeSize=38), "structure", "Patient.shoeSize"),
    "wrong gender type": (patient(gender=7), None, "Patient.gender"),
    "modifier": (
        patient(modifierExtension=[{"url": "https://x.example/not", "valueBoolean": True}]),
        "not-supported",
        "Patient",
    ),
    "other rules": (patient(implicitRules="https://x.example"), "not-supported", "Patient.implicitRules"),
    "long name": (patient(name=[{"family": "V" * 81, "given": ["A"]}]), "too-long", "Patient.name.family"),
    "proposed": (appointment(status="proposed"), "not-supported", "Appointment.status"),
    "unknown status": (appointment(status="perhaps"), None, None),
    "no start": (appointment(start=None), None, None),
    "a start without offset": (appointment(start="2026-12-01T10:00:00"), None, "Appointment.start"),
    "a start on no day": (appointment(start="2026-02-30T10:00:00Z"), "value", "Appointment.start"),
    "a start ages ago": (appointment(start="0001-01-01T00:00:00Z"), "value", "Appointment.start"),
    "a start as a number": (appointment(start=1764583200), None, None),
    "unknown department": (
        appointment(specialty=[{"coding": [{"code": "none"}]}]),
        "code-invalid",
        "Appointment.specialty",
    ),
    "no kind": (appointment(serviceType=[]), None, None),
    "nobody": (appointment(participant=[{"status": "accepted"}]), None, None),
    "somebody unknown": (
        appointment(who={"reference": "Patient/5d6a1f4e-1111-4222-8333-444455556666"}),
        "not-found",
        "Appointment.participant[0].actor",
    ),
    "not by id": (appointment(who={"reference": "Patient/7"}), "not-found", None),
    "elsewhere": (
        appointment(who={"reference": "https://x.example/Patient/7", "type": "Patient"}),
        "value",
        None,
    ),
    "preliminary": (report(status="preliminary"), "not-supported", "DiagnosticReport.status"),
    "not issued": (report(issued=None), None, None),
    "no category": (report(category=[]), None, None),
    "text with a zero": (patient(name=[{"family": "a\u0000b", "given": ["A"]}]), "value", None),
}


@pytest.mark.parametrize("name", PARTS)
def test_what_does_not_fit_the_profile_is_refused(ehr, lindeborg, name):
    content, code, expression = PARTS[name]
    before = 0
    if content["resourceType"] != "Patient" and "unknown" not in name:
        ehr.send(patient())
        before = stored(lindeborg)
    if name == "unknown department":
        ehr.send(patient())
        before = stored(lindeborg)

    response = ehr.send(content)

    assert 400 <= response.status_code < 500
    issue = refused(response, response.status_code, code)
    assert expression is None or issue["expression"] == [expression]
    assert stored(lindeborg) == before


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b" ", 400, "structure"),
        (b"{", 400, "structure"),
        (b"[]", 400, "structure"),
        (b"null", 400, "structure"),
        (b"{}", 400, "structure"),
        (b"\xff\xfe", 400, "structure"),
        (b'{"resourceType": "Observation"}', 400, "invalid"),
        (b'{"resourceType": ["Patient"]}', 400, "structure"),
        (b'{"a":' * 60 + b"1" + b"}" * 60, 400, "structure"),
        (b"[" * 200000, 400, "structure"),
        (b'{"resourceType": "Patient", "x": "' + b"a" * (1024 * 1024) + b'"}', 413, "too-long"),
    ],
)
def test_what_is_not_a_resource_is_refused(ehr, lindeborg, body, status, code):
    refused(ehr.send(body, "/fhir/R4/Patient"), status, code)
    assert stored(lindeborg) == 0


def test_an_overly_large_body_is_refused_whoever_counts(ehr):
    refused(ehr.send(b" " * 3_000_000, "/fhir/R4/"), 413, "too-long")


@pytest.mark.parametrize(
    "content_type", ["text/xml", "application/fhir+xml", "", "application/json; charset=utf-16"]
)
def test_only_json_is_read(ehr, content_type):
    refused(ehr.send(patient(), content_type=content_type), 415, "not-supported")


@pytest.mark.parametrize("token", ["", "wrong", "é", "a b"])
def test_without_a_token_nothing_is_read(ehr, lindeborg, token):
    response = Ehr(token).send(patient())

    refused(response, 401, "login")
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert stored(lindeborg) == 0


def test_a_revoked_token_is_worth_nothing(ehr, lindeborg):
    with job_scope(lindeborg.id):
        assert revoke_token(label="EHR")

    refused(ehr.send(patient()), 401, "login")


def test_a_token_reaches_its_own_organisation_only(ehr, lindeborg, waterkant):
    ehr.send(patient())
    with job_scope(lindeborg.id):
        anna = Patient.objects.get(number="P1")
    with job_scope(waterkant.id):
        other = Ehr(issue_token(label="EHR"))

    issue = refused(other.send(appointment(who={"reference": f"Patient/{anna.id}"})), 422, "not-found")
    unknown = refused(other.send(appointment(who={"reference": f"Patient/{waterkant.id}"})), 422, "not-found")
    assert issue == unknown
    content = patient(version=2, id=str(anna.id), gender="male")
    refused(other.send(content, f"/fhir/R4/Patient/{anna.id}", method="PUT"), 404, "not-found")
    assert other.send(patient()).status_code == 201
    with job_scope(lindeborg.id):
        assert Patient.objects.get(number="P1").sex == "female"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/fhir/R4/", 405),
        ("GET", "/fhir/R4/Patient", 405),
        ("DELETE", "/fhir/R4/Patient/1", 405),
        ("POST", "/fhir/R4/metadata", 405),
        ("POST", "/fhir/R4/Observation", 404),
        ("POST", "/fhir/R4/Patient/1/extra", 404),
        ("PUT", "/fhir/R4/Patient/1", 400),
    ],
)
def test_other_addresses_and_methods_are_refused(ehr, method, path, status):
    refused(ehr.send(patient(), path, method=method), status)


def test_a_put_to_an_unknown_id_creates_nothing(ehr, lindeborg):
    content = patient(id="5d6a1f4e-1111-4222-8333-444455556666")

    refused(ehr.send(content, f"/fhir/R4/Patient/{content['id']}", method="PUT"), 404, "not-found")
    assert stored(lindeborg) == 0


@pytest.mark.parametrize(
    "content",
    [
        bundle(patient(), type="batch"),
        bundle(),
        bundle(*[patient(str(n)) for n in range(101)]),
        bundle(patient(), patient()),
        bundle({"resourceType": "Observation", "status": "final", "code": {"text": "x"}}),
        {"resourceType": "Bundle", "type": "transaction", "entry": [{"fullUrl": "urn:uuid:1"}]},
    ],
)
def test_another_kind_of_bundle_is_refused(ehr, lindeborg, content):
    response = ehr.send(content)

    refused(response, 422)
    assert stored(lindeborg) == 0


@pytest.mark.parametrize(
    "request_",
    [
        {"method": "DELETE", "url": "Patient/1"},
        {"method": "PUT", "url": "Patient"},
        {"method": "POST", "url": "Appointment"},
        {"method": "PUT", "url": "Patient?name=Anna"},
        {"method": "POST", "url": "Patient", "ifNoneExist": "identifier=1"},
    ],
)
def test_another_request_in_a_bundle_is_refused(ehr, lindeborg, request_):
    content = bundle(patient())
    content["entry"][0]["request"] = request_

    refused(ehr.send(content), 422)
    assert stored(lindeborg) == 0


def test_what_the_server_can_do_is_told_to_anybody(client):
    response = client.get("/fhir/R4/metadata")

    assert response.status_code == 200
    CapabilityStatement.model_validate(response.json())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
BASES = [patient(), appointment(), report(), bundle(patient(), appointment())]


@given(data=st.data(), base=st.sampled_from(BASES))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_content_breaks_it(ehr, lindeborg, data, base):
    """Replace, remove or add anything anywhere: either it is taken in whole, or refused with an outcome."""
    content = json.loads(json.dumps(base))
    for _ in range(data.draw(st.integers(1, 3))):
        place = content
        while isinstance(place, dict | list) and place:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = data.draw(st.sampled_from(keys))
            if not isinstance(place[key], dict | list) or data.draw(st.booleans()):
                break
            place = place[key]
        if not place:
            continue
        match data.draw(st.sampled_from(["replace", "remove", "add"])):
            case "replace":
                place[key] = data.draw(JSON)
            case "remove":
                del place[key]
            case _ if isinstance(place, dict):
                place[data.draw(st.text(max_size=12))] = data.draw(JSON)

    kind = base["resourceType"]
    before = stored(lindeborg)
    response = ehr.send(content, "/fhir/R4/" if kind == "Bundle" else f"/fhir/R4/{kind}")

    assert response.status_code in {200, 201, 400, 404, 409, 413, 422}, (response.status_code, content)
    if response.status_code >= 400:
        refused(response, response.status_code)
        assert stored(lindeborg) == before
