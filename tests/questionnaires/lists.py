"""Lists and requests for the tests, in our own words."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from people.models import Patient
from questionnaires.actions.asking import ask
from questionnaires.actions.editions import import_edition, turn_on
from questionnaires.models import QuestionnaireEdition, QuestionnaireRequest
from rowsecurity.scopes import job_scope
from tenants.models import Department
from tests.cast import House

CODES = "https://example.org/codes"


def coding(code: str, display: str, **more: Any) -> dict[str, Any]:
    return {"system": CODES, "code": code, "display": display} | more


def option(code: str, display: str, weight: float | None = None) -> dict[str, Any]:
    weights = [{"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": weight}]
    return {"valueCoding": coding(code, display, **({"extension": weights} if weight is not None else {}))}


def question(link_id: str, kind: str = "boolean", **more: Any) -> dict[str, Any]:
    return {"linkId": link_id, "type": kind, "text": f"Vraag {link_id}?"} | more


def when(link_id: str, operator: str = "=", **answer: Any) -> list[dict[str, Any]]:
    return [{"question": link_id, "operator": operator, **(answer or {"answerBoolean": True})}]


def a_list(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Questionnaire",
        "url": "https://example.org/Questionnaire/klachten",
        "version": "1",
        "title": "Klachten na twee weken",
        "status": "active",
        "item": list(items),
    } | more


def score(name: str, formula: str, *of: str) -> dict[str, Any]:
    parts = [{"url": "name", "valueString": name}, {"url": "formula", "valueCode": formula}]
    parts += [{"url": "of", "valueString": each} for each in of]
    return {
        "url": "https://beterdichtbij.invalid/fhir/StructureDefinition/questionnaire-score",
        "extension": parts,
    }


SIDE_EFFECTS = a_list(
    question("last", required=True, text="Heeft u last van bijwerkingen?"),
    question(
        "hoe-erg",
        "choice",
        text="Hoe erg is het?",
        required=True,
        enableWhen=when("last"),
        answerOption=[option("licht", "Licht", 1), option("ernstig", "Ernstig", 3)],
    ),
    question("meer", "text", text="Wilt u nog iets vertellen?"),
    extension=[score("Last", "sum")],
)


def edition_of(department: Department, content: dict[str, Any]) -> QuestionnaireEdition:
    """A list that a department works with. In a scope."""
    edition = import_edition(body=json.dumps(content).encode())
    turn_on(department=department, edition=edition)
    return edition


def asked(
    house: House, content: dict[str, Any] = SIDE_EFFECTS, name: str = "Alice", **more: Any
) -> QuestionnaireRequest:
    """A patient of the house is asked a list that the department works with."""
    with job_scope(house.id):
        edition = edition_of(house.department, content)
        patient = Patient.objects.get(id=house.patients[name].id)
        more.setdefault("request_id", uuid4())
        return ask(patient=patient, department=house.department, edition=edition, **more)
