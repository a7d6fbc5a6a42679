"""Who follows a path around a visit, and how that ends. The visit is locked by whoever calls."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from carepaths import tasks
from carepaths.actions import planning, rooms
from carepaths.actions.planning import database_now
from carepaths.content import APPOINTMENT
from carepaths.models import CarePathVersion, Enrolment, EnrolmentAnchor, PathAnchor, PathTrigger, Visit
from carepaths.plan import Reason
from people.models import Patient

__all__ = ["anchor_at_start", "database_now", "end", "end_all", "enrol", "follow"]
Source = PathAnchor.Source


def enrol(*, visit: Visit) -> Enrolment | None:
    """Put the patient on the path that this kind of visit starts at this department, if it is in time."""
    trigger = _trigger_for(visit)
    now = database_now()
    if trigger is None or not visit.is_booked or visit.starts_at < now + timedelta(days=trigger.days_ahead):
        return None
    if visit.patient.deceased_on is not None:
        return None
    enrolment = Enrolment.objects.create(
        patient_id=visit.patient_id, version=trigger.version, visit=visit, plan_number=visit.version
    )
    anchor_at_start(enrolment, visit=visit)
    planning.plan_again(enrolment=enrolment)
    return enrolment


def follow(*, visit: Visit) -> None:
    """Let the path follow a visit that was moved, cancelled, booked again or that took place."""
    known = Enrolment.objects.filter(visit=visit).select_related("version__path", "patient")
    enrolment = known.order_by("-created_at").first()
    if enrolment is None:
        enrol(visit=visit)
    elif visit.status == Visit.Status.CANCELLED:
        end(enrolment=enrolment, reason=Reason.VISIT_CANCELLED)
    elif not _fits(enrolment, visit):
        end(enrolment=enrolment, reason=Reason.ENDED)
        enrol(visit=visit)
    elif enrolment.is_running or (
        enrolment.ended_reason == Reason.VISIT_CANCELLED and visit.patient.deceased_on is None
    ):
        _move_along(enrolment, visit)


def end(*, enrolment: Enrolment, reason: Reason) -> None:
    """Stop: nothing more is sent, and what was asked need not be done any more."""
    enrolment.status, enrolment.ended_reason = Enrolment.Status.ENDED, reason
    enrolment.save(update_fields=["status", "ended_reason"])
    planning.lapse(enrolment, reason=reason)
    planning.withdraw_tasks(enrolment=enrolment, reason=reason)
    rooms.take_back(enrolment)
    planning.tell(enrolment)


def end_all(*, patient: Patient) -> None:
    """Stop every path of a patient, for example because they died: nothing more may be asked of them."""
    for enrolment in running_of(patient):
        end(enrolment=enrolment, reason=Reason.ENDED)


def running_of(patient: Patient) -> list[Enrolment]:
    """What a patient follows now, locked: visits first and in one order, as everybody locks them."""
    list(Visit.objects.select_for_update().filter(patient=patient).order_by("id").values_list("id"))
    rows = Enrolment.objects.filter(patient=patient).exclude(status=Enrolment.Status.ENDED).order_by("id")
    return list(rows.select_for_update(of=("self",), no_key=True).select_related("patient", "version__path"))


def anchor_at_start(
    enrolment: Enrolment,
    *,
    visit: Visit | None = None,
    dated: dict[str, EnrolmentAnchor] | None = None,
) -> None:
    """Give every anchor of the version a row: with its moment when that is known by now."""
    now = database_now()
    rows, sources = [], []
    for anchor in PathAnchor.objects.filter(version_id=enrolment.version_id):
        sources.append(anchor.source)
        row = (dated or {}).get(anchor.key) or EnrolmentAnchor()
        row.enrolment, row.key, row.organisation_id = enrolment, anchor.key, enrolment.organisation_id
        if anchor.source == Source.APPOINTMENT and visit is not None:
            row.moment, row.zone, row.version = visit.starts_at, visit.zone, visit.version
        elif anchor.source == Source.START:
            row.moment = now
        rows.append(row)
    EnrolmentAnchor.objects.bulk_create(rows)
    if any(source == Source.PATIENT for source in sources):
        transaction.on_commit(tasks.poke)


def _trigger_for(visit: Visit) -> PathTrigger | None:
    here = Q(department_id=visit.department_id) | Q(
        department=None, version__path__department_id=visit.department_id
    )
    found = PathTrigger.objects.filter(
        here,
        kind=PathTrigger.Kind.APPOINTMENT,
        code=visit.kind,
        version__state=CarePathVersion.State.ACTIVE,
    )
    return found.select_related("version").first()


def _fits(enrolment: Enrolment, visit: Visit) -> bool:
    """Whether the version that is followed is still meant for this visit."""
    if enrolment.patient_id != visit.patient_id:
        return False
    if enrolment.began_by != PathTrigger.Kind.APPOINTMENT:
        return True
    department_id = enrolment.version.path.department_id
    triggers = PathTrigger.objects.filter(
        version_id=enrolment.version_id, kind=PathTrigger.Kind.APPOINTMENT, code=visit.kind
    )
    return any((each.department_id or department_id) == visit.department_id for each in triggers)


def _move_along(enrolment: Enrolment, visit: Visit) -> None:
    if not enrolment.is_running:
        enrolment.status, enrolment.ended_reason = Enrolment.Status.ACTIVE, ""
    enrolment.plan_number = max(enrolment.plan_number + 1, visit.version)
    enrolment.save(update_fields=["status", "ended_reason", "plan_number"])
    EnrolmentAnchor.objects.filter(enrolment=enrolment, key__in=_appointment_keys(enrolment)).update(
        moment=visit.starts_at, zone=visit.zone, version=F("version") + 1
    )
    planning.lapse(enrolment, before_plan=enrolment.plan_number, reason=Reason.VISIT_MOVED)
    planning.plan_again(enrolment=enrolment, hold=planning.hold_for_notice())
    planning.plan_notice(enrolment)
    rooms.follow_moments(enrolment)


def _appointment_keys(enrolment: Enrolment) -> list[str]:
    rows = PathAnchor.objects.filter(version_id=enrolment.version_id, source=Source.APPOINTMENT)
    return list(rows.values_list("key", flat=True)) or [APPOINTMENT]
