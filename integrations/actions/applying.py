"""What each resource becomes: a registration, a visit with its care path, a result that is in,
a discharge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import cast
from uuid import UUID

from django.utils import timezone

from carepaths.actions.discharges import record_discharge
from carepaths.actions.enrolments import end_all
from carepaths.actions.results import record_result
from carepaths.actions.visits import VisitFacts, record_visit
from carepaths.models import Visit
from integrations.fhir.outcomes import Issue, Rejected
from integrations.fhir.profile import AppointmentTold, EncounterTold, PatientTold, ReportTold
from integrations.fhir.transactions import Item
from integrations.models import IncomingResource
from people.actions.relatives import record_death, record_told_discharge
from people.actions.told import PatientFacts, record_patient
from people.models import Patient
from rowsecurity.scopes import current_scope
from tenants.models import Department

# The id of what it became, and of the patient it is about.
Applied = tuple[UUID, UUID]
OBJECTS = {
    "Patient": "patient",
    "Appointment": "visit",
    "DiagnosticReport": "result",
    "Encounter": "discharge",
}


def organisation_id() -> UUID:
    """The organisation whose token opened the scope."""
    found = current_scope().organisation_id
    assert found is not None
    return found


def apply_patient(item: Item, patient: Patient | None) -> Applied:
    """A registration; the paths of somebody who died stop."""
    told = cast(PatientTold, item.told)
    facts = PatientFacts(**{each.name: getattr(told, each.name) for each in fields(PatientFacts)})
    patient = record_patient(facts=facts, patient=patient)
    others = IncomingResource.objects.filter(resource_type="Patient", target_id=patient.id)
    if others.exclude(identifier=item.identifier).exists():
        raise _refuse(item, 409, "conflict", "Another system gave this number to a patient.", "identifier")
    if told.is_deceased:
        end_all(patient=patient)
        if patient.deceased_on is None:
            record_death(patient=patient, on=timezone.localdate())
    return patient.id, patient.id


def apply_appointment(item: Item, patient: Patient | None) -> Applied:
    """A visit; booking, moving and cancelling follow from comparing with what was known."""
    told = cast(AppointmentTold, item.told)
    assert patient is not None
    department = _department(item, told.department_code, "specialty")
    starts_at = told.starts_at or _known_start(item)
    facts = VisitFacts(
        starts_at=starts_at,
        kind=told.kind,
        status=told.status,
        kind_name=told.kind_name,
        clinician=told.clinician,
        place=told.place,
    )
    visit = record_visit(source=item.identifier, patient=patient, department=department, facts=facts)
    return visit.id, patient.id


def apply_report(item: Item, patient: Patient | None) -> Applied:
    """That a result is in; never what it says."""
    told = cast(ReportTold, item.told)
    assert patient is not None
    result = record_result(
        source=item.identifier,
        patient=patient,
        code=told.code,
        issued_at=told.issued_at,
        is_withdrawn=told.is_withdrawn,
    )
    return result.id, patient.id


def apply_encounter(item: Item, patient: Patient | None) -> Applied:
    """A discharge: paths that wait for it get its moment, others begin, access for the stay ends by rule.

    Nothing else of it is kept.
    """
    told = cast(EncounterTold, item.told)
    assert patient is not None
    department = _department(item, told.department_code, "serviceType")
    row = IncomingResource.objects.get(resource_type=item.resource_type, identifier=item.identifier)
    if not told.has_died:
        record_discharge(patient=patient, department=department, moment=told.ended_at)
        day = timezone.localdate(told.ended_at)
        record_told_discharge(patient=patient, on=day, is_corrected=row.target_id is not None)
    return row.id, patient.id


# In the order in which they are taken in: a visit may be of a patient in the same Bundle.
APPLY: dict[str, Callable[[Item, Patient | None], Applied]] = {
    "Patient": apply_patient,
    "Appointment": apply_appointment,
    "DiagnosticReport": apply_report,
    "Encounter": apply_encounter,
}


def _department(item: Item, code: str, element: str) -> Department:
    department = Department.objects.filter(code=code).first()
    if department is None:
        raise _refuse(item, 422, "code-invalid", "There is no department with this code.", element)
    return department


def _known_start(item: Item):  # type: ignore[no-untyped-def]
    known = Visit.objects.filter(source=item.identifier).first()
    if known is None:
        raise _refuse(item, 422, "required", "When it would have been: this one is not known yet.", "start")
    return known.starts_at


def _refuse(item: Item, status: int, code: str, text: str, element: str) -> Rejected:
    path = f"{item.expression}.resource" if item.expression else item.resource_type
    return Rejected(status, Issue(code, text, f"{path}.{element}"))
