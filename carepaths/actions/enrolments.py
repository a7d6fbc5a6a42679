"""Who follows which path, and what is planned for them. The visit is locked by whoever calls.

What was done stays. What is not done is compared with what the version asks for now, and only the
difference is written, so that planning twice is planning once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db import connection

from carepaths import plan as planner
from carepaths.models import CarePathVersion, DueStep, Enrolment, Result, Step, Visit
from carepaths.plan import Moment, Reason
from conversations.actions import asking
from people.models import Patient

State = DueStep.State


def enrol(*, visit: Visit) -> Enrolment | None:
    """Put the patient on the path that this kind of visit starts at this department, if it is in time."""
    version = CarePathVersion.objects.filter(
        state=CarePathVersion.State.ACTIVE,
        path__department_id=visit.department_id,
        path__visit_kind=visit.kind,
    ).first()
    now = database_now()
    if version is None or not visit.is_booked or visit.starts_at < now + timedelta(days=version.days_ahead):
        return None
    enrolment = Enrolment.objects.create(patient_id=visit.patient_id, version=version, visit=visit)
    plan_again(enrolment=enrolment, visit=visit)
    return enrolment


def follow(*, visit: Visit) -> None:
    """Let the path follow a visit that was moved, cancelled, booked again or that took place."""
    known = Enrolment.objects.filter(visit=visit).select_related("version__path")
    enrolment = known.order_by("-created_at").first()
    if enrolment is None:
        enrol(visit=visit)
    elif visit.status == Visit.Status.CANCELLED:
        end(enrolment=enrolment, reason=Reason.VISIT_CANCELLED)
    elif not _fits(enrolment, visit):
        end(enrolment=enrolment, reason=Reason.ENDED)
        enrol(visit=visit)
    else:
        _resume(enrolment)
        _lapse(enrolment, before_version=visit.version, reason=Reason.VISIT_MOVED)
        # The message about the move itself comes first.
        hold = settings.TELL_OF_MOVE_AFTER + timedelta(seconds=30)
        plan_again(enrolment=enrolment, visit=visit, hold=hold)
        _plan_notice(enrolment, visit)


def end(*, enrolment: Enrolment, reason: Reason) -> None:
    """Stop: nothing more is sent, and what was asked need not be done any more."""
    enrolment.status, enrolment.ended_reason = Enrolment.Status.ENDED, reason
    enrolment.save(update_fields=["status", "ended_reason"])
    _lapse(enrolment, reason=reason)
    withdraw_tasks(enrolment=enrolment)
    _tell(enrolment)


def end_all(*, patient: Patient) -> None:
    """Stop every path of a patient, for example because they died: nothing more may be asked of them."""
    visits = Visit.objects.select_for_update().filter(patient=patient).order_by("id")
    for enrolment in Enrolment.objects.filter(visit__in=[visit.id for visit in visits], status="active"):
        end(enrolment=enrolment, reason=Reason.ENDED)


def plan_again(*, enrolment: Enrolment, visit: Visit, hold: timedelta = timedelta(0)) -> None:
    """Write the difference between what is planned for this version of the visit and what the path asks."""
    known = {row.step_id: row for row in _steps_of(enrolment).filter(visit_version=visit.version)}
    moments = moments_of(enrolment, visit, now=database_now(), hold=hold)
    for moment in moments:
        row = known.get(moment.step_id)
        if row is None:
            _add(enrolment, visit, moment)
        elif row.is_open != moment.is_due and row.state not in (State.DONE, State.FAILED):
            _change(row, moment)
    _tell(enrolment)


def moments_of(
    enrolment: Enrolment, visit: Visit, *, now: datetime, hold: timedelta = timedelta(0)
) -> list[Moment]:
    """What is still to come for this enrolment, and what will be left out and why."""
    steps = steps_of(enrolment.version_id)
    done = _steps_of(enrolment).filter(state=State.DONE).values_list("step_id", flat=True)
    codes = {step.result_code for step in steps if step.condition == Step.Condition.NO_RESULT}
    found = Result.objects.filter(patient_id=enrolment.patient_id, code__in=codes, withdrawn_at=None)
    issued: dict[str, list[datetime]] = {code: [] for code in codes}
    for code, issued_at in found.values_list("code", "issued_at"):
        issued[code].append(issued_at)
    results = {step.id: issued.get(step.result_code, []) for step in steps}
    return planner.plan(
        [step.planned for step in steps], visit.anchor, now=now, done=set(done), results=results, hold=hold
    )


@lru_cache(maxsize=1000)
def steps_of(version_id: UUID) -> tuple[Step, ...]:
    """The steps of a version that is in use: those never change, so a process reads them once."""
    return tuple(Step.objects.filter(version_id=version_id))


def told_before(enrolment: Enrolment, *, version: int) -> datetime | None:
    """The moment of the visit that was last told to the patient before this version of it."""
    done = DueStep.objects.filter(enrolment=enrolment, state=State.DONE, visit_version__lt=version)
    return done.order_by("-visit_version", "-done_at").values_list("visit_starts_at", flat=True).first()


def withdraw_tasks(*, enrolment: Enrolment, result_code: str | None = None) -> None:
    """Take back what is still asked of the patient, all of it or what asks for one kind of result."""
    if enrolment.conversation_id is None:
        return
    rows = DueStep.objects.filter(enrolment=enrolment, state=State.DONE, message_number__isnull=False)
    if result_code is not None:
        rows = rows.filter(step__result_code=result_code)
    numbers = [number for number in rows.values_list("message_number", flat=True) if number]
    asking.withdraw(conversation_id=enrolment.conversation_id, numbers=numbers)


def database_now() -> datetime:
    """The one clock that counts; a worker's own may be wrong."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        moment: datetime = cursor.fetchone()[0]
        return moment


def _steps_of(enrolment: Enrolment):  # type: ignore[no-untyped-def]
    return DueStep.objects.filter(enrolment=enrolment, kind=DueStep.Kind.STEP)


def _fits(enrolment: Enrolment, visit: Visit) -> bool:
    path = enrolment.version.path
    is_same = enrolment.patient_id == visit.patient_id
    return is_same and path.department_id == visit.department_id and path.visit_kind == visit.kind


def _resume(enrolment: Enrolment) -> None:
    if enrolment.status != Enrolment.Status.ACTIVE:
        enrolment.status, enrolment.ended_reason = Enrolment.Status.ACTIVE, ""
        enrolment.save(update_fields=["status", "ended_reason"])


def _tell(enrolment: Enrolment) -> None:
    """Who has the conversation open sees the path beside it change."""
    if enrolment.conversation is not None:
        asking.look_again(conversation=enrolment.conversation)


def _lapse(enrolment: Enrolment, *, reason: Reason, before_version: int | None = None) -> None:
    """Cancel what waits or is being sent. A dispatcher that has it already finds that out under the lock."""
    waiting = DueStep.objects.filter(enrolment=enrolment, state__in=[State.DUE, State.LEASED])
    if before_version is not None:
        waiting = waiting.filter(visit_version__lt=before_version)
    waiting.update(state=State.CANCELLED, reason=reason)


def _plan_notice(enrolment: Enrolment, visit: Visit) -> None:
    """One message about the move, a few minutes later, if another moment was told before."""
    told = told_before(enrolment, version=visit.version)
    if visit.is_booked and planner.must_tell_of_move(told=told, starts_at=visit.starts_at):
        due_at = database_now() + settings.TELL_OF_MOVE_AFTER
        DueStep.objects.create(
            enrolment=enrolment,
            kind=DueStep.Kind.MOVED,
            visit_version=visit.version,
            visit_starts_at=visit.starts_at,
            due_at=due_at,
            wake_at=due_at,
        )


def _add(enrolment: Enrolment, visit: Visit, moment: Moment) -> None:
    DueStep.objects.create(
        enrolment=enrolment,
        step_id=moment.step_id,
        visit_version=visit.version,
        visit_starts_at=visit.starts_at,
        due_at=moment.due_at,
        wake_at=moment.due_at,
        state=State.DUE if moment.is_due else State.SKIPPED,
        reason=moment.reason,
    )


def _change(row: DueStep, moment: Moment) -> None:
    row.state = State.DUE if moment.is_due else State.SKIPPED
    row.reason, row.due_at, row.wake_at = moment.reason, moment.due_at, moment.due_at
    row.save(update_fields=["state", "reason", "due_at", "wake_at"])
