"""A patient went home: paths that wait for it go on, and those that begin with it begin."""

from __future__ import annotations

from datetime import datetime

from carepaths.actions import planning
from carepaths.actions.enrolments import running_of
from carepaths.actions.following import renew_plan
from carepaths.actions.results import RECENT
from carepaths.actions.starting import start_on_discharge
from carepaths.models import Enrolment, EnrolmentAnchor, PathAnchor, PathTrigger
from people.models import Patient
from tenants.models import Department


def record_discharge(*, patient: Patient, department: Department, moment: datetime) -> None:
    """Take in when a patient went home from a department, or that it was at another moment. In a job scope.

    A path that runs gets the moment, or moves along with it; what is told of long ago starts nothing.
    """
    for enrolment in running_of(patient):
        if _is_about(enrolment, department):
            _move(enrolment, moment)
    if moment >= planning.database_now() - RECENT:
        start_on_discharge(patient=patient, department=department, moment=moment)


def _is_about(enrolment: Enrolment, department: Department) -> bool:
    if enrolment.version.path.department_id == department.id:
        return True
    named = PathTrigger.objects.filter(version_id=enrolment.version_id, kind=PathTrigger.Kind.DISCHARGE)
    return named.filter(department=department).exists()


def _move(enrolment: Enrolment, moment: datetime) -> None:
    keys = PathAnchor.objects.filter(version_id=enrolment.version_id, source=PathAnchor.Source.DISCHARGE)
    rows = EnrolmentAnchor.objects.filter(enrolment=enrolment, key__in=keys.values("key"))
    moved = [row for row in rows if row.moment != moment]
    for row in moved:
        row.moment, row.is_day, row.version = moment, False, row.version + 1
        row.save(update_fields=["moment", "is_day", "version"])
    if moved:
        renew_plan(enrolment)
