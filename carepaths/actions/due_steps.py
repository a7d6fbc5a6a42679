"""Carries out one due step: the message and the mark that it was sent are one transaction.

The visit is locked for sharing first, so that a move waits these milliseconds, or has happened and is seen;
then the due step and its enrolment. Measured (tests/load/reminders.py): few statements by design.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import connection
from django.db.models.functions import Now

from carepaths import wording
from carepaths.actions import enrolments
from carepaths.models import DueStep, Enrolment, Step, Visit
from carepaths.plan import Reason
from conversations.actions import asking
from conversations.actions.conversations import start_conversation
from conversations.actions.notices import tell_of_reminder
from conversations.models import Conversation

State = DueStep.State
MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(seconds=20)
SHARE = """
SELECT now() FROM carepaths_duestep d JOIN carepaths_enrolment e ON e.id = d.enrolment_id
JOIN carepaths_visit v ON v.id = e.visit_id WHERE d.id = %s FOR SHARE OF v
"""


def carry_out(*, due_step_id: UUID, attempt: int) -> bool:
    """Do what is due, in the job scope of its organisation; False when there was nothing to do any more.

    `attempt` is the number that the claim gave: who lost the lease to another finds another number.
    """
    now = _share_visit(due_step_id)
    if now is None:
        return False
    due = _lock(due_step_id)
    if due.state != State.DUE or due.attempts != attempt or due.wake_at > now:
        return False
    reason = _reason_against(due, now)
    if reason is not Reason.NONE:
        return _leave_out(due, reason)
    _send(due, now)
    return True


def record_failure(*, due_step_id: UUID, attempt: int, reason: str) -> None:
    """Try again later, each time a longer while; after the last time it stands on the page of the path."""
    mine = DueStep.objects.filter(id=due_step_id, state=State.DUE, attempts=attempt)
    if attempt >= MOST_ATTEMPTS:
        mine.update(state=State.FAILED, reason=reason)
    else:
        mine.update(reason=reason, lease_until=None, wake_at=Now() + FIRST_PAUSE * 3 ** (attempt - 1))


def _share_visit(due_step_id: UUID) -> datetime | None:
    """Lock the visit until the end of this transaction; returns the moment on the one clock that counts."""
    with connection.cursor() as cursor:
        cursor.execute(SHARE, [due_step_id])
        row = cursor.fetchone()
    return row[0] if row else None


def _lock(due_step_id: UUID) -> DueStep:
    """The due step and its enrolment, locked, with everything that sending needs; one statement."""
    rows = DueStep.objects.select_for_update(of=("self", "enrolment"), no_key=True)
    visit = ("enrolment__visit__patient", "enrolment__visit__department")
    return rows.select_related(*visit, "enrolment__version__path", "enrolment__conversation", "step").get(
        id=due_step_id
    )


def _reason_against(due: DueStep, now: datetime) -> Reason:
    """Why this may no longer be sent; what was planned is compared with how things are now."""
    enrolment, visit = due.enrolment, due.enrolment.visit
    if due.visit_version != visit.version:
        return Reason.VISIT_MOVED
    if visit.status == Visit.Status.CANCELLED:
        return Reason.VISIT_CANCELLED
    if enrolment.status != Enrolment.Status.ACTIVE:
        return Reason.ENDED
    if due.kind == DueStep.Kind.MOVED:
        return Reason.NONE
    moments = enrolments.moments_of(enrolment, visit, now=now)
    # A step that is not among them was done already, under an earlier version of the visit.
    return next((moment.reason for moment in moments if moment.step_id == due.step_id), Reason.ENDED)


def _leave_out(due: DueStep, reason: Reason) -> bool:
    is_about_path = reason in (Reason.RESULT_IN, Reason.TOO_LATE)
    due.state, due.reason = State.SKIPPED if is_about_path else State.CANCELLED, reason
    due.save(update_fields=["state", "reason"])
    return False


def _send(due: DueStep, now: datetime) -> None:
    enrolment, visit, step = due.enrolment, due.enrolment.visit, due.step
    if step is not None and step.result_code:
        # What is asked again takes the place of what was asked before.
        enrolments.withdraw_tasks(enrolment=enrolment, result_code=step.result_code)
    conversation = _conversation(enrolment)
    if step is None:
        text, question = wording.moved_text(visit, now=now), None
    else:
        text, question = _asked(step, visit, now)
    due.message_number = asking.tell(
        conversation=conversation,
        client_id=uuid5(due.id, "message"),
        text=text,
        label=visit.department.name,
        question=question,
    )
    due.state, due.reason, due.done_at = State.DONE, "", now
    due.save(update_fields=["state", "reason", "done_at", "message_number"])
    conversation.patient = visit.patient  # the same row, which is at hand
    tell_of_reminder(conversation)


def _asked(step: Step, visit: Visit, now: datetime) -> tuple[str, asking.Question | None]:
    """The text of a step, and the buttons under it if it has any."""
    values = wording.values_of(visit, now=now, deadline_days=step.deadline_days)
    text = wording.fill(step.text, values)
    if step.kind != Step.Kind.TASK:
        return text, None
    due_on = wording.due_day(visit, now=now, days=step.deadline_days)
    return text, asking.Question(step.title, wording.filled_buttons(step, values), due_on)


def _conversation(enrolment: Enrolment) -> Conversation:
    """The open conversation of this patient about this path at this department, else a new one."""
    if enrolment.conversation is not None and not enrolment.conversation.is_closed:
        return enrolment.conversation
    visit, path = enrolment.visit, enrolment.version.path
    used = Enrolment.objects.filter(
        patient_id=enrolment.patient_id, version__path=path, conversation__isnull=False
    )
    known = Conversation.objects.filter(id__in=used.values("conversation_id"), closed_at=None)
    enrolment.conversation = known.order_by("-created_at").first() or start_conversation(
        patient=visit.patient, department=visit.department, subject=path.title
    )
    enrolment.save(update_fields=["conversation"])
    return enrolment.conversation
