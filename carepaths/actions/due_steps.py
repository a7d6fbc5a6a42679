"""Carries out one due step: the message and the mark that it was sent are one transaction.

The visit is locked for sharing first, so that a move waits these milliseconds, or has happened and is seen.
Every lock is taken in the order visit, enrolment, due step.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db.models.functions import Now

from carepaths import wording
from carepaths.actions import enrolments
from carepaths.models import DueStep, Enrolment, Step, Visit
from carepaths.plan import Reason
from conversations.actions import asking
from conversations.actions.conversations import start_conversation
from conversations.models import Conversation
from notifications.actions import tell_of_new_message

State = DueStep.State
MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(seconds=20)


def carry_out(*, due_step_id: UUID, attempt: int) -> bool:
    """Do what is due, in the job scope of its organisation; False when there was nothing to do any more.

    `attempt` is the number that the claim gave: who lost the lease to another finds another number.
    """
    visit = _share_visit(due_step_id)
    if visit is None:
        return False
    enrolment = Enrolment.objects.select_for_update(no_key=True).get(due_steps=due_step_id)
    due = DueStep.objects.select_for_update(no_key=True).get(id=due_step_id)
    if due.state != State.LEASED or due.attempts != attempt:
        return False
    reason = _reason_against(due, enrolment, visit)
    if reason is not Reason.NONE:
        return _leave_out(due, reason)
    _send(due, enrolment, visit)
    return True


def record_failure(*, due_step_id: UUID, attempt: int, reason: str) -> None:
    """Try again later, each time a longer while; after the last time it stands on the page of the path."""
    mine = DueStep.objects.filter(id=due_step_id, state=State.LEASED, attempts=attempt)
    if attempt >= MOST_ATTEMPTS:
        mine.update(state=State.FAILED, reason=reason)
    else:
        mine.update(state=State.DUE, reason=reason, wake_at=Now() + FIRST_PAUSE * 3 ** (attempt - 1))


def _share_visit(due_step_id: UUID) -> Visit | None:
    """The visit, locked so that it cannot move before this transaction ends."""
    rows = Visit.objects.raw(
        "SELECT v.* FROM carepaths_visit v JOIN carepaths_enrolment e ON e.visit_id = v.id"
        " JOIN carepaths_duestep d ON d.enrolment_id = e.id WHERE d.id = %s FOR SHARE OF v",
        [due_step_id],
    )
    return next(iter(rows), None)


def _reason_against(due: DueStep, enrolment: Enrolment, visit: Visit) -> Reason:
    """Why this may no longer be sent; what was planned is compared with how things are now."""
    if due.visit_version != visit.version:
        return Reason.VISIT_MOVED
    if visit.status == Visit.Status.CANCELLED:
        return Reason.VISIT_CANCELLED
    if enrolment.status != Enrolment.Status.ACTIVE:
        return Reason.ENDED
    if due.kind == DueStep.Kind.MOVED:
        return Reason.NONE
    moments = enrolments.moments_of(enrolment, visit, now=enrolments.database_now())
    # A step that is not among them was done already, under an earlier version of the visit.
    return next((moment.reason for moment in moments if moment.step_id == due.step_id), Reason.ENDED)


def _leave_out(due: DueStep, reason: Reason) -> bool:
    is_about_path = reason in (Reason.RESULT_IN, Reason.TOO_LATE)
    due.state, due.reason = State.SKIPPED if is_about_path else State.CANCELLED, reason
    due.save(update_fields=["state", "reason"])
    return False


def _send(due: DueStep, enrolment: Enrolment, visit: Visit) -> None:
    enrolment.conversation = _conversation(enrolment, visit)
    enrolment.save(update_fields=["conversation"])
    now = enrolments.database_now()
    step = due.step
    text, question = (wording.moved_text(visit, now=now), None) if step is None else _asked(step, visit, now)
    if step is not None and step.result_code:
        # What is asked again takes the place of what was asked before.
        enrolments.withdraw_tasks(enrolment=enrolment, result_code=step.result_code)
    due.message_number = asking.tell(
        conversation=enrolment.conversation,
        client_id=uuid5(due.id, "message"),
        text=text,
        label=visit.department.name,
        question=question,
    )
    due.state, due.reason, due.done_at = State.DONE, "", now
    due.save(update_fields=["state", "reason", "done_at", "message_number"])
    tell_of_new_message(patient=visit.patient)


def _asked(step: Step, visit: Visit, now: datetime) -> tuple[str, asking.Question | None]:
    """The text of a step, and the buttons under it if it has any."""
    values = wording.values_of(visit, now=now, deadline_days=step.deadline_days)
    text = wording.fill(step.text, values)
    if step.kind != Step.Kind.TASK:
        return text, None
    due_on = wording.due_day(visit, now=now, days=step.deadline_days)
    return text, asking.Question(step.title, wording.filled_buttons(step, values), due_on)


def _conversation(enrolment: Enrolment, visit: Visit) -> Conversation:
    """The open conversation of this patient about this path at this department, else a new one."""
    path = enrolment.version.path
    used = Enrolment.objects.filter(patient_id=enrolment.patient_id, version__path=path)
    known = Conversation.objects.filter(
        id__in=used.exclude(conversation=None).values("conversation_id"), closed_at=None
    )
    own = known.filter(id=enrolment.conversation_id).first() if enrolment.conversation_id else None
    return (
        own
        or known.order_by("-created_at").first()
        or start_conversation(patient=visit.patient, department=visit.department, subject=path.title)
    )
