"""The letter of a step, to print and post."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from audit.actions import record
from carepaths.access import access_letter
from carepaths.letter import LetterFacts, letter_pdf
from people.edges import MemberRequest
from people.looker import looker


@require_GET
def letter(request: MemberRequest, letter_id: UUID) -> HttpResponse:
    """The letter as it was written, as a PDF that is made now and kept nowhere. Opening it is logged."""
    found = access_letter(request.membership, letter_id)
    patient, department = found.enrolment.patient, found.task.department
    record(
        looker=looker(request),
        organisation_id=request.organisation.id,
        event="letter.read",
        action="R",
        object_type="letter",
        object_id=found.id,
        patient_id=patient.id,
    )
    facts = LetterFacts(
        organisation=request.organisation.name,
        department=department.name,
        phone=department.phone or request.organisation.phone,
        patient=patient.name,
        written_at=found.written_at,
        language=found.language,
        **found.content,
    )
    name = f"brief-{found.id.hex[:8]}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(letter_pdf(facts), content_type="application/pdf", headers=headers)
