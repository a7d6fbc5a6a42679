"""A hospital's own system, as the tests play it: resources as an EHR writes them."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

NUMBERS = "https://lindeborg.example/patients"
VISITS = "https://lindeborg.example/appointments"
STAYS = "https://lindeborg.example/stays"
REPORTS = "https://lindeborg.example/reports"


def patient(number: str = "P1", version: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "meta": {"versionId": str(version)},
        "identifier": [{"system": NUMBERS, "value": number}],
        "name": [{"use": "official", "family": "Vermeer", "given": ["Anna"]}],
        "gender": "female",
        "birthDate": "1958-03-14",
        "telecom": [
            {"system": "email", "value": "anna@example.org"},
            {"system": "phone", "use": "mobile", "value": "+31 6 12345678"},
        ],
    } | more


def appointment(
    number: str = "A1", version: int = 1, days: float = 40, who: Any = None, **more: Any
) -> dict[str, Any]:
    who = who or {"identifier": {"system": NUMBERS, "value": "P1"}, "type": "Patient"}
    start = (datetime.now(UTC) + timedelta(days=days)).replace(microsecond=0)
    return {
        "resourceType": "Appointment",
        "meta": {"versionId": str(version)},
        "identifier": [{"system": VISITS, "value": number}],
        "status": "booked",
        "serviceType": [{"coding": [{"code": "controle", "display": "Controle"}]}],
        "specialty": [{"coding": [{"code": "REU"}]}],
        "start": start.isoformat(),
        "participant": [
            {"actor": who, "status": "accepted"},
            {"actor": {"reference": "Practitioner/7", "display": "dr. Bakker"}, "status": "accepted"},
        ],
    } | more


def report(number: str = "R1", version: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "DiagnosticReport",
        "meta": {"versionId": str(version)},
        "identifier": [{"system": REPORTS, "value": number}],
        "status": "final",
        "category": [{"coding": [{"code": "LAB"}]}],
        "code": {"text": "CRP"},
        "subject": {"type": "Patient", "identifier": {"system": NUMBERS, "value": "P1"}},
        "issued": datetime.now(UTC).isoformat(),
        "conclusion": "Zqconclusion",
    } | more


def encounter(number: str = "E1", version: int = 1, days_ago: float = 0.1, **more: Any) -> dict[str, Any]:
    ended = (datetime.now(UTC) - timedelta(days=days_ago)).replace(microsecond=0)
    act = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
    return {
        "resourceType": "Encounter",
        "meta": {"versionId": str(version)},
        "identifier": [{"system": STAYS, "value": number}],
        "status": "finished",
        "class": {"system": act, "code": "IMP"},
        "serviceType": {"coding": [{"code": "REU"}]},
        "subject": {"type": "Patient", "identifier": {"system": NUMBERS, "value": "P1"}},
        "period": {"end": ended.isoformat()},
        "reasonCode": [{"text": "Zqreason"}],
    } | more


def bundle(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    entries = [
        {
            "fullUrl": f"urn:uuid:0000000{index}-0000-4000-8000-000000000000",
            "resource": deepcopy(resource),
            "request": {"method": "POST", "url": resource["resourceType"]},
        }
        for index, resource in enumerate(resources)
    ]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries} | more


@dataclass
class Ehr:
    """Sends with a token, and keeps nothing."""

    token: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def send(self, content: Any, path: str | None = None, *, method: str = "POST", **headers: str) -> Any:
        if path is None:
            kind = content["resourceType"]
            path = "/fhir/R4/" if kind == "Bundle" else f"/fhir/R4/{kind}"
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return self.client.generic(
            method,
            path,
            body,
            content_type=headers.pop("content_type", "application/fhir+json"),
            headers={"Authorization": f"Bearer {self.token}"} | headers,
        )
