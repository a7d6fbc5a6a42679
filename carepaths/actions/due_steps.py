"""Carries out one due step: what it does and the mark that it was done are one transaction.

The visit is locked for sharing first, so that a move waits these milliseconds, or has happened and is seen;
then the enrolment and the due step. Measured (tests/load/reminders.py): few statements by design.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models.functions import Now

from carepaths.actions import planning
from carepaths.actions.doing import KINDS, Doing
from carepaths.models import DueStep, Enrolment, EnrolmentAnchor, OpenStep, Step, Visit
from carepaths.plan import Reason
from video.actions.of_paths import is_too_late

State = DueStep.State
MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(seconds=20)
# Decided by the path itself; whatever else stands in the way makes the row lapse.
ABOUT_PATH = (Reason.RESULT_IN, Reason.CONDITION, Reason.UNTIL, Reason.TOO_LATE, Reason.BY_HAND)
# The visit first, for sharing: a move waits these milliseconds, or has happened and is seen.
SHARE = """
SELECT now(), (SELECT v.id FROM carepaths_visit v WHERE v.id = e.visit_id FOR SHARE)
FROM carepaths_duestep d JOIN carepaths_enrolment e ON e.id = d.enrolment_id WHERE d.id = %s
"""


def carry_out(*, due_step_id: UUID, attempt: int) -> bool:
    """Do what is due, in the job scope of its organisation; False when there was nothing to do any more.

    `attempt` is the number that the claim gave: who lost the lease to another finds another number.
    """
    now = _share_visit(due_step_id)
    if now is None:
        return False
    due = _lock(due_step_id)
    if due.state != State.DUE or not _is_ours(due_step_id, attempt, now):
        return False
    anchors = planning.anchors_of(due.enrolment)
    reason = _reason_against(due, anchors, now)
    if reason is not Reason.NONE:
        return _leave_out(due, reason)
    _do(due, anchors, now)
    return True


def record_failure(*, due_step_id: UUID, attempt: int, reason: str) -> None:
    """Try again later, each time a longer while; after the last time it stands on the page of the path."""
    ours = OpenStep.objects.filter(id=due_step_id, attempts=attempt)
    mine = DueStep.objects.filter(id=due_step_id, state=State.DUE, id__in=ours.values("id"))
    if attempt >= MOST_ATTEMPTS:
        mine.update(state=State.FAILED, reason=reason, attempts=attempt)
    elif mine.update(reason=reason, attempts=attempt):
        ours.update(lease_until=None, wake_at=Now() + FIRST_PAUSE * 3 ** (attempt - 1))


def _is_ours(due_step_id: UUID, attempt: int, now: datetime) -> bool:
    """Whether the newest claim is ours, and its moment was not put later since. Asked under the lock."""
    return OpenStep.objects.filter(id=due_step_id, attempts=attempt, wake_at__lte=now).exists()


def _share_visit(due_step_id: UUID) -> datetime | None:
    """Lock the visit until the end of this transaction; returns the moment on the one clock that counts."""
    with connection.cursor() as cursor:
        cursor.execute(SHARE, [due_step_id])
        row = cursor.fetchone()
    return row[0] if row else None


def _lock(due_step_id: UUID) -> DueStep:
    """The enrolment and then the due step, locked, with everything that sending needs; one statement."""
    rows = DueStep.objects.select_for_update(of=("enrolment", "self"), no_key=True)
    about = ("enrolment__visit__department", "enrolment__patient", "enrolment__version__path__department")
    return rows.select_related(*about, "enrolment__conversation", "step").get(id=due_step_id)


def _reason_against(due: DueStep, anchors: dict[str, EnrolmentAnchor], now: datetime) -> Reason:
    """Why this may no longer be done; what was planned is compared with how things are now."""
    enrolment, visit = due.enrolment, due.enrolment.visit
    if due.visit_version != enrolment.plan_number:
        return Reason.VISIT_MOVED
    if visit is not None and visit.status == Visit.Status.CANCELLED:
        return Reason.VISIT_CANCELLED
    if enrolment.status != Enrolment.Status.ACTIVE:
        return Reason.PAUSED if enrolment.is_running else Reason.ENDED
    if due.step is None:
        # A message that went out meanwhile may have told it already.
        return Reason.NONE if planning.moved_anchors(anchors) else Reason.TOO_LATE
    anchor = anchors.get(due.step.anchor)
    if due.step.kind == Step.Kind.VIDEO and anchor and anchor.moment and is_too_late(anchor.moment, now):
        return Reason.TOO_LATE
    slot = (due.step.key, due.occurrence)
    moments = planning.moments_of(enrolment, anchors, now=now)
    # A step that is not among them was done already, under an earlier plan or version.
    return next((moment.reason for moment in moments if moment.slot == slot), Reason.ENDED)


def _leave_out(due: DueStep, reason: Reason) -> bool:
    is_about_path = reason in ABOUT_PATH
    due.state, due.reason = State.SKIPPED if is_about_path else State.CANCELLED, reason
    due.save(update_fields=["state", "reason"])
    return False


def _do(due: DueStep, anchors: dict[str, EnrolmentAnchor], now: datetime) -> None:
    """What the kind of the step says, and the mark that it was done."""
    step = due.step
    if step is not None and step.result_code:
        # What is asked again takes the place of what was asked before.
        planning.withdraw_tasks(
            enrolment=due.enrolment, reason=Reason.ASKED_AGAIN, result_code=step.result_code
        )
    KINDS[step.kind if step else DueStep.Kind.MOVED](Doing(due, anchors, now))
    due.state, due.reason, due.done_at = State.DONE, "", now
    due.save(update_fields=["state", "reason", "done_at", "message_number"])
