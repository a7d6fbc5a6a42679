"""A visit is booked, changed, moved or cancelled; its paths follow in the same transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import uuid4

from carepaths.actions import by_video, enrolments
from carepaths.clock import NETHERLANDS
from carepaths.models import Visit
from people.models import Patient
from tenants.models import Department


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What the hospital's system says about an appointment."""

    starts_at: datetime
    kind: str
    status: str = Visit.Status.BOOKED
    kind_name: str = ""
    clinician: str = ""
    place: str = ""
    zone: str = NETHERLANDS


def record_visit(*, source: str, patient: Patient, department: Department, facts: VisitFacts) -> Visit:
    """Make the visit as the facts say; whatever that means for care paths happens with it. In a job scope.

    The lock on the visit keeps what is being sent about it and a change of it apart.
    """
    visit = Visit.objects.select_for_update().filter(source=source).first()
    if visit is None:
        visit = Visit(id=uuid4(), source=source, patient=patient, department=department, **asdict(facts))
        visit.save(force_insert=True)
        enrolments.enrol(visit=visit)
        by_video.follow(visit)
        return visit
    before = _course(visit)
    visit.patient, visit.department = patient, department
    for name, value in asdict(facts).items():
        setattr(visit, name, value)
    if _course(visit) != before:
        visit.version += 1
    visit.save()
    if _course(visit) != before:
        enrolments.follow(visit=visit)
        by_video.follow(visit)
    return visit


def _course(visit: Visit) -> tuple[object, ...]:
    """What decides about paths: when it is, whether it is, whose it is and of what kind."""
    return (visit.starts_at, visit.zone, visit.status, visit.patient_id, visit.department_id, visit.kind)
