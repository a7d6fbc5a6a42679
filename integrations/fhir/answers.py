"""The answers: what became of each resource, and what this server can do."""

from __future__ import annotations

from typing import Any

import orjson
from django.conf import settings
from django.http import HttpResponse

from integrations.actions.receiving import Course, Received
from integrations.fhir.outcomes import Issue, information, outcome
from integrations.fhir.profile import READERS

ANSWERS_OF_LISTS = {
    "type": "QuestionnaireResponse",
    "interaction": [{"code": "search-type"}],
    "searchParam": [{"name": "patient", "type": "reference"}],
}
CONTENT_TYPE = "application/fhir+json; charset=utf-8"
SENTENCES = {
    Course.CREATED: "Taken in.",
    Course.UPDATED: "Taken in; it replaces what was known.",
    Course.REPEATED: "This version was taken in before; nothing changed.",
    Course.OLDER: "A newer version is known; this one was left aside.",
}


def respond(
    content: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None
) -> HttpResponse:
    """A FHIR answer."""
    return HttpResponse(orjson.dumps(content), status=status, content_type=CONTENT_TYPE, headers=headers)


def refuse(status: int, *issues: Issue) -> HttpResponse:
    """An OperationOutcome that says what is wrong."""
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    headers |= {"Retry-After": "5"} if status == 503 else {}
    return respond(outcome(*issues), status, headers)


def of_single(received: Received) -> HttpResponse:
    """The answer to one resource, with where it is and in which version."""
    headers = {"Location": location(received, absolute=True), "ETag": etag(received)}
    return respond(outcome(information(SENTENCES[received.course])), _status(received), headers)


def of_bundle(received: list[Received]) -> HttpResponse:
    """A transaction-response, in the order of the request."""
    entries = [
        {
            "response": {
                "status": "201 Created" if _status(each) == 201 else "200 OK",
                "location": location(each),
                "etag": etag(each),
                "outcome": outcome(information(SENTENCES[each.course])),
            }
        }
        for each in received
    ]
    return respond({"resourceType": "Bundle", "type": "transaction-response", "entry": entries})


def location(received: Received, *, absolute: bool = False) -> str:
    base = f"{settings.PUBLIC_URL}/fhir/R4/" if absolute else ""
    return f"{base}{received.resource_type}/{received.target_id}/_history/{received.version}"


def etag(received: Received) -> str:
    return f'W/"{received.version}"'


def capabilities() -> dict[str, Any]:
    """The CapabilityStatement."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2026-11-22",
        "kind": "instance",
        "software": {"name": "BeterDichtbij"},
        "implementation": {
            "description": "Takes in patients, appointments, that results are there and discharges.",
            "url": f"{settings.PUBLIC_URL}/fhir/R4",
        },
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "rest": [
            {
                "mode": "server",
                "documentation": "Every write is idempotent on identifier and meta.versionId.",
                "security": {"cors": False, "description": "Bearer token of the organisation's system."},
                "resource": [
                    *(_resource(name) for name in READERS),
                    ANSWERS_OF_LISTS,
                ],
                "interaction": [{"code": "transaction"}],
            }
        ],
    }


def _resource(name: str) -> dict[str, Any]:
    return {
        "type": name,
        "interaction": [{"code": "create"}, {"code": "update"}],
        "versioning": "versioned",
        "readHistory": False,
        "updateCreate": False,
        "conditionalCreate": False,
        "conditionalUpdate": False,
    }


def _status(received: Received) -> int:
    return 201 if received.course is Course.CREATED else 200
