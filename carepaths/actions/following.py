"""What the team does with who follows a path: start by hand, pause, leave out a step, move a moment, stop.

The enrolment is locked by `access.access_enrolment(..., lock=True)`, its visit before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from audit.actions import Looker, record
from carepaths.actions import planning, rooms
from carepaths.actions.enrolments import anchor_at_start, end
from carepaths.clock import NETHERLANDS
from carepaths.comparing import Change, changes
from carepaths.models import (
    CarePathVersion,
    DueStep,
    Enrolment,
    EnrolmentAnchor,
    PathAnchor,
    PathTrigger,
    Visit,
)
from carepaths.plan import Reason
from people.models import Patient
from rowsecurity.errors import Refused
from tenants.models import Membership
from tenants.roles import Act, require

State = DueStep.State
Status = Enrolment.Status
Source = PathAnchor.Source


@dataclass(frozen=True, slots=True)
class Dated:
    """A moment that somebody entered; a day without an hour is its midnight there."""

    moment: datetime
    is_day: bool = False
    zone: str = NETHERLANDS


@dataclass(frozen=True, slots=True)
class Preview:
    """What a move means: what comes, goes and moves, and whether the patient gets a message about it."""

    changes: list[Change]
    tells: bool


def enrol_by_hand(
    *,
    member: Membership,
    looker: Looker,
    patient: Patient,
    version: CarePathVersion,
    dated: Mapping[str, Dated] | None = None,
    visit: Visit | None = None,
) -> Enrolment:
    """Put a patient on a version that is on; refused with the names of the moments that are missing."""
    require(member, Act.ENROL)
    Patient.objects.select_for_update(no_key=True).get(id=patient.id)
    _check_start(patient, version, visit)
    dated = dated or {}
    _check_moments([each for each in _needed(version, visit) if each.key not in dated])
    enrolment = Enrolment.objects.create(
        patient=patient,
        version=version,
        visit=visit,
        began_by=PathTrigger.Kind.BY_HAND,
        plan_number=visit.version if visit else 1,
    )
    rows = {key: EnrolmentAnchor(moment=d.moment, is_day=d.is_day, zone=d.zone) for key, d in dated.items()}
    anchor_at_start(enrolment, visit=visit, dated=rows)
    planning.plan_again(enrolment=enrolment)
    _leave_behind(enrolment, looker, "carepath.enrolled", "C")
    return enrolment


def pause(*, member: Membership, looker: Looker, enrolment: Enrolment) -> None:
    """Send nothing until it is resumed."""
    require(member, Act.ENROL)
    if enrolment.status != Status.ACTIVE:
        raise Refused(_("This path does not run now."))
    enrolment.status = Status.PAUSED
    enrolment.save(update_fields=["status"])
    planning.lapse(enrolment, reason=Reason.PAUSED)
    planning.tell(enrolment)
    _leave_behind(enrolment, looker, "carepath.paused", "U")


def resume(*, member: Membership, looker: Looker, enrolment: Enrolment) -> None:
    """Go on: what is still worth doing is done, what the next step says again is left out."""
    require(member, Act.ENROL)
    if enrolment.status != Status.PAUSED:
        raise Refused(_("This path is not paused."))
    enrolment.status = Status.ACTIVE
    enrolment.save(update_fields=["status"])
    planning.plan_again(enrolment=enrolment)
    # Moments may have moved meanwhile.
    planning.plan_notice(enrolment)
    _leave_behind(enrolment, looker, "carepath.resumed", "U")


def stop(*, member: Membership, looker: Looker, enrolment: Enrolment) -> None:
    """The path ends for this patient; what was asked need not be done any more."""
    require(member, Act.ENROL)
    if not enrolment.is_running:
        raise Refused(_("This path has ended already."))
    end(enrolment=enrolment, reason=Reason.ENDED)
    _leave_behind(enrolment, looker, "carepath.stopped", "U")


def skip_step(*, member: Membership, looker: Looker, enrolment: Enrolment, due: DueStep) -> None:
    """Leave this step out for this patient, once. It stays left out when moments move."""
    require(member, Act.ENROL)
    due.refresh_from_db(fields=["state", "visit_version"])
    if not due.is_open or due.kind != DueStep.Kind.STEP or due.visit_version != enrolment.plan_number:
        raise Refused(_("This step is not planned any more."))
    due.state, due.reason = State.SKIPPED, Reason.BY_HAND
    due.save(update_fields=["state", "reason"])
    planning.tell(enrolment)
    _leave_behind(enrolment, looker, "carepath.skipped", "U")


def undo_skip(*, member: Membership, looker: Looker, enrolment: Enrolment, due: DueStep) -> None:
    """Do it after all, as long as its moment has not come."""
    require(member, Act.ENROL)
    due.refresh_from_db(fields=["state", "reason", "due_at"])
    if due.state != State.SKIPPED or due.reason != Reason.BY_HAND:
        raise Refused(_("This step was not left out."))
    if due.due_at <= planning.database_now():
        raise Refused(_("The moment of this step has passed."))
    assert due.step is not None
    same = DueStep.objects.filter(enrolment=enrolment, step__key=due.step.key)
    same.filter(occurrence=due.occurrence, reason=Reason.BY_HAND).update(
        state=State.CANCELLED, reason=Reason.VISIT_MOVED
    )
    planning.plan_again(enrolment=enrolment)
    _leave_behind(enrolment, looker, "carepath.unskipped", "U")


def preview_move(*, enrolment: Enrolment, dated: Mapping[str, Dated]) -> Preview:
    """What moves when these anchors get these moments; nothing is written."""
    anchors = planning.anchors_of(enrolment)
    now = planning.database_now()
    before = planning.moments_of(enrolment, anchors, now=now)
    _set(enrolment, anchors, dated)
    after = planning.moments_of(enrolment, anchors, now=now, hold=planning.hold_for_notice())
    return Preview(changes(before, after), bool(planning.moved_anchors(anchors)))


def move_anchors(
    *, member: Membership, looker: Looker, enrolment: Enrolment, dated: Mapping[str, Dated]
) -> None:
    """Give anchors another moment, or their first; everything that was not done moves along.

    If another moment was told before, one message about it follows some minutes later: moving again
    within those sends one message, moving back none.
    """
    require(member, Act.ENROL)
    if not enrolment.is_running:
        raise Refused(_("This path has ended already."))
    anchors = planning.anchors_of(enrolment)
    moved = _set(enrolment, anchors, dated)
    if not moved:
        return
    for row in moved:
        row.version += 1
        row.save(update_fields=["moment", "is_day", "zone", "version"])
    renew_plan(enrolment)
    _leave_behind(enrolment, looker, "carepath.moved", "U")


def renew_plan(enrolment: Enrolment) -> None:
    """After a move: what was planned for the old moments lapses, and the patient is told once."""
    enrolment.plan_number += 1
    enrolment.save(update_fields=["plan_number"])
    planning.lapse(enrolment, before_plan=enrolment.plan_number, reason=Reason.VISIT_MOVED)
    hold = (
        planning.hold_for_notice()
        if planning.moved_anchors(planning.anchors_of(enrolment))
        else planning.NO_HOLD
    )
    planning.plan_again(enrolment=enrolment, hold=hold)
    planning.plan_notice(enrolment)
    rooms.follow_moments(enrolment)


def _set(
    enrolment: Enrolment, anchors: Mapping[str, EnrolmentAnchor], dated: Mapping[str, Dated]
) -> list[EnrolmentAnchor]:
    """Put new moments in the rows, which are not saved; returns those that differ."""
    rows = PathAnchor.objects.filter(version_id=enrolment.version_id)
    fixed = {row.key: row for row in rows if row.source == Source.APPOINTMENT}
    moved = []
    for key, value in dated.items():
        row = anchors.get(key)
        if row is None:
            raise Refused(_("This path has no such moment."))
        if key in fixed:
            sentence = _("%(name)s follows the appointment. Move the appointment itself.")
            raise Refused(sentence % {"name": fixed[key].name})
        if (row.moment, row.is_day) != (value.moment, value.is_day):
            row.moment, row.is_day, row.zone = value.moment, value.is_day, value.zone
            moved.append(row)
    return moved


def _check_start(patient: Patient, version: CarePathVersion, visit: Visit | None) -> None:
    if version.state != CarePathVersion.State.ACTIVE:
        raise Refused(_("This version is not on."))
    running = Enrolment.objects.filter(patient=patient).exclude(status=Status.ENDED)
    if running.filter(version__path_id=version.path_id, visit=visit).exists():
        raise Refused(_("This patient follows this path already."))
    if visit is None:
        return
    if visit.patient_id != patient.id or not visit.is_booked:
        raise Refused(_("Choose an appointment of this patient that is still planned."))
    if running.filter(visit=visit).exists():
        raise Refused(_("Another path belongs to this appointment already."))


def _check_moments(missing: list[PathAnchor]) -> None:
    """Say which moments must be given; nobody can type the one of an appointment."""
    names = [each.name for each in missing if each.source != Source.APPOINTMENT]
    if names:
        raise Refused(_("Fill in first: %(names)s.") % {"names": ", ".join(names)})
    if missing:
        raise Refused(
            _(
                "This path is around an appointment, and this patient has none to come at this department."
                " Have the appointment made first."
            )
        )


def _needed(version: CarePathVersion, visit: Visit | None) -> list[PathAnchor]:
    """The anchors for which somebody must give a moment now."""
    asked = {Source.TEAM, Source.DISCHARGE} | (set() if visit else {Source.APPOINTMENT})
    rows = PathAnchor.objects.filter(version=version, is_required=True)
    return [row for row in rows if row.source in asked]


def _leave_behind(enrolment: Enrolment, looker: Looker, event: str, action: str) -> None:
    record(
        looker=looker,
        organisation_id=enrolment.organisation_id,
        event=event,
        action=action,
        object_type="enrolment",
        object_id=enrolment.id,
        patient_id=enrolment.patient_id,
    )
