"""What a hospital's own system may read here: the question lists that a patient of it sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings

from audit.actions import Looker, record
from integrations.fhir.outcomes import Issue, Rejected
from people.models import Patient
from questionnaires import queries
from rowsecurity.scopes import current_scope

ANSWERS = "QuestionnaireResponse"


def lists_of(reference: str, looker: Looker) -> dict[str, Any]:
    """A searchset Bundle of the responses of one patient, the newest last. In the scope of a job.

    A patient of another organisation, and one who is nobody, have sent nothing.
    """
    try:
        patient_id = UUID(reference.removeprefix("Patient/"))
    except ValueError:
        sentence = "Name the patient: ?patient=Patient/ and the id that we gave."
        raise Rejected(400, Issue("required", sentence, "patient")) from None
    patient = Patient.objects.filter(id=patient_id).first()
    found = queries.responses_of(patient) if patient else []
    if patient:
        _log(patient, looker)
    entries = [
        {
            "fullUrl": f"{settings.PUBLIC_URL}/fhir/R4/{ANSWERS}/{each.id}",
            "resource": queries.content(each),
            "search": {"mode": "match"},
        }
        for each in found
    ]
    bundle = {"resourceType": "Bundle", "type": "searchset", "total": len(entries)}
    return bundle | ({"entry": entries} if entries else {})


def _log(patient: Patient, looker: Looker) -> None:
    organisation_id = current_scope().organisation_id
    assert organisation_id is not None, "a system works for one organisation"
    record(
        looker=looker,
        organisation_id=organisation_id,
        event="questionnaire.read",
        action="R",
        object_type="patient",
        object_id=patient.id,
        patient_id=patient.id,
    )
