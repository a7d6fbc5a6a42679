"""A patient went home: paths that wait for it go on, and those that begin with it begin."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from carepaths.actions import planning
from carepaths.actions.enrolments import running_of
from carepaths.actions.following import renew_plan
from carepaths.actions.results import RECENT
from carepaths.actions.starting import start_on_discharge
from carepaths.models import Enrolment, EnrolmentAnchor, PathAnchor, PathTrigger
from people.discharges import WrittenDown
from people.models import Patient
from tenants.models import Department

# Of who wrote down a day only: nobody goes home before it has begun, and few after its evening.
MIDDAY = time(12)


def record_discharge(*, patient: Patient, department: Department, moment: datetime) -> None:
    """Take in when a patient went home from a department, or that it was at another moment. In a job scope.

    A path that runs gets the moment, or moves along with it; what is told of long ago starts nothing.
    """
    for enrolment in running_of(patient):
        if _is_about(enrolment, department):
            _move(enrolment, moment)
    if moment >= planning.database_now() - RECENT:
        start_on_discharge(patient=patient, department=department, moment=moment)


def follow_last_day(told: WrittenDown) -> list[str]:
    """The team wrote down the last day of a stay: the same for the departments of who did, by the day.

    Says which paths begin or move. Without a day what still counts from it waits.
    """
    departments = list(Department.objects.filter(members__membership=told.member).order_by("name"))
    moment = timezone.make_aware(datetime.combine(told.on, MIDDAY)) if told.on else None
    moved = [
        enrolment
        for enrolment in running_of(told.patient)
        if any(_is_about(enrolment, department) for department in departments)
        and _move(enrolment, moment, is_day=True)
    ]
    if moment is None:
        sentence = _("The care path %(title)s waits until the day is known.")
        return [sentence % {"title": _title(each)} for each in moved]
    sentence = _("The care path %(title)s counts from this day.")
    said = [sentence % {"title": _title(each)} for each in moved]
    if moment < planning.database_now() - RECENT:
        return said
    begun = _("The care path %(title)s begins for this patient.")
    for department in departments:
        found = start_on_discharge(patient=told.patient, department=department, moment=moment, is_day=True)
        said += [begun % {"title": _title(each)} for each in found]
    return said


def _title(enrolment: Enrolment) -> str:
    return enrolment.version.path.title


def _is_about(enrolment: Enrolment, department: Department) -> bool:
    if enrolment.version.path.department_id == department.id:
        return True
    named = PathTrigger.objects.filter(version_id=enrolment.version_id, kind=PathTrigger.Kind.DISCHARGE)
    return named.filter(department=department).exists()


def _move(enrolment: Enrolment, moment: datetime | None, *, is_day: bool = False) -> bool:
    """Give what counts from the discharge this moment; returns whether something moved."""
    keys = PathAnchor.objects.filter(version_id=enrolment.version_id, source=PathAnchor.Source.DISCHARGE)
    rows = EnrolmentAnchor.objects.filter(enrolment=enrolment, key__in=keys.values("key"))
    moved = [row for row in rows if _is_otherwise(row, moment, is_day=is_day)]
    for row in moved:
        if row.told is not None and moment and _day(row.told) == _day(moment):
            row.told = moment  # the hour is no news
        row.moment, row.is_day, row.version = moment, is_day, row.version + 1
        row.save(update_fields=["moment", "is_day", "version", "told"])
    if moved:
        renew_plan(enrolment)
    return bool(moved)


def _is_otherwise(row: EnrolmentAnchor, moment: datetime | None, *, is_day: bool) -> bool:
    """A day says nothing new of a moment on that day."""
    if row.moment and moment and is_day:
        return _day(row.moment) != _day(moment)
    return row.moment != moment


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
