"""What is planned for an enrolment, written as the difference with what was. Locked by whoever calls.

What was done stays. What is not done is compared with what the version asks for now, and only the
difference is written, so that planning twice is planning once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q

from carepaths import facts
from carepaths import plan as planner
from carepaths.conditions import Facts
from carepaths.models import DueStep, Enrolment, EnrolmentAnchor, Step
from carepaths.models.paths import InUse
from carepaths.plan import Moment, Reason, Slot
from conversations.actions import asking
from conversations.models import Task
from questionnaires.actions.asking import withdraw_open

State = DueStep.State
NO_HOLD = timedelta(0)
# The message about a move comes first; what is due at once follows it.
AFTER_NOTICE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Settled:
    """What was done, under whatever version; and what the team left out."""

    done: set[Slot] = field(default_factory=set)
    skipped: set[Slot] = field(default_factory=set)


def plan_again(*, enrolment: Enrolment, hold: timedelta = NO_HOLD) -> None:
    """Write the difference between what is planned and what the version asks with the moments of now."""
    if enrolment.status != Enrolment.Status.ACTIVE:
        return
    anchors = anchors_of(enrolment)
    steps = {step.key: step for step in steps_of(enrolment.follows)}
    rows = DueStep.objects.filter(
        enrolment=enrolment, kind=DueStep.Kind.STEP, visit_version=enrolment.plan_number
    )
    known = {(row.step_id, row.occurrence): row for row in rows}
    new, now = [], database_now()
    for moment in moments_of(enrolment, anchors, now=now, hold=hold):
        step = steps[moment.key]
        row = known.get((step.id, moment.occurrence))
        if moment.due_at is None:
            continue
        if row is None:
            new.append(_row(enrolment, step, anchors[step.anchor], moment))
        elif _is_otherwise(row, moment, late=now + hold):
            _change(row, moment)
    DueStep.objects.bulk_create(new)
    tell(enrolment)


def moments_of(
    enrolment: Enrolment,
    anchors: Mapping[str, EnrolmentAnchor],
    *,
    now: datetime,
    hold: timedelta = NO_HOLD,
    version: InUse | None = None,
    known: Settled | None = None,
    of_patient: Facts | None = None,
) -> list[Moment]:
    """What is still to come, and what will be left out and why; on its own version or as if on another."""
    steps = steps_of(version or enrolment.follows)
    known = known or settled([enrolment])[enrolment.id]
    return planner.plan(
        [step.planned for step in steps],
        {key: row.anchor for key, row in anchors.items() if row.anchor},
        now=now,
        done=known.done,
        skipped=known.skipped,
        facts=of_patient or facts.known_of(enrolment, steps),
        hold=hold,
    )


def settled(enrolments: Collection[Enrolment]) -> dict[UUID, Settled]:
    """What each of them need not, or may not, do any more; one statement."""
    rows = DueStep.objects.filter(enrolment__in=[each.id for each in enrolments], kind=DueStep.Kind.STEP)
    rows = rows.filter(Q(state=State.DONE) | Q(state=State.SKIPPED, reason=Reason.BY_HAND))
    found = {each.id: Settled() for each in enrolments}
    for whose, key, occurrence, state in rows.values_list("enrolment", "step__key", "occurrence", "state"):
        known = found[whose]
        (known.done if state == State.DONE else known.skipped).add((key, occurrence))
    return found


def anchors_of(enrolment: Enrolment) -> dict[str, EnrolmentAnchor]:
    """The moments of this enrolment by the key of their anchor."""
    return {row.key: row for row in EnrolmentAnchor.objects.filter(enrolment=enrolment)}


@lru_cache(maxsize=1000)
def steps_of(version: InUse) -> tuple[Step, ...]:
    """The steps of a version that is in use: those never change, so a process reads them once."""
    return tuple(Step.objects.filter(version_id=version))


def lapse(enrolment: Enrolment, *, reason: Reason, before_plan: int | None = None) -> None:
    """Cancel what waits or is being sent. A dispatcher that has it already finds that out under the lock."""
    waiting = DueStep.objects.filter(enrolment=enrolment, state=State.DUE)
    if before_plan is not None:
        # What failed is planned anew too, and must not be tried again about an old moment.
        older = DueStep.objects.filter(enrolment=enrolment, visit_version__lt=before_plan)
        waiting = older.filter(state__in=[State.DUE, State.FAILED])
    waiting.update(state=State.CANCELLED, reason=reason)


def plan_notice(enrolment: Enrolment) -> None:
    """One message about a move, a few minutes later, if other moments were told before."""
    moved = moved_anchors(anchors_of(enrolment))
    if not moved or enrolment.status != Enrolment.Status.ACTIVE:
        return
    due_at = database_now() + settings.TELL_OF_MOVE_AFTER
    first = next(row.moment for row in moved.values() if row.moment)
    DueStep.objects.update_or_create(
        enrolment=enrolment,
        kind=DueStep.Kind.MOVED,
        visit_version=enrolment.plan_number,
        defaults={
            "visit_starts_at": first,
            "due_at": due_at,
            "state": State.DUE,
            "reason": "",
        },
    )


def moved_anchors(anchors: Mapping[str, EnrolmentAnchor]) -> dict[str, EnrolmentAnchor]:
    """Those of which the patient was told another moment."""
    return {
        key: row
        for key, row in anchors.items()
        if planner.must_tell_of_move(told=row.told, starts_at=row.moment) and row.moment
    }


def hold_for_notice() -> timedelta:
    """How long what a move makes due at once waits."""
    hold: timedelta = settings.TELL_OF_MOVE_AFTER + AFTER_NOTICE
    return hold


def withdraw_tasks(*, enrolment: Enrolment, reason: Reason, result_code: str | None = None) -> None:
    """Take back what is still asked of the patient, all of it or what asks for one kind of result.

    The line of what was asked keeps the reason; what was answered keeps its answer.
    """
    rows = DueStep.objects.filter(enrolment=enrolment, state=State.DONE, message_number__isnull=False)
    if result_code is not None:
        rows = rows.filter(step__result_code=result_code)
    told = list(rows.select_related("step"))
    places = facts.places_of([enrolment], told)
    numbers: dict[UUID, list[int]] = {}
    for conversation_id, number in places:
        numbers.setdefault(conversation_id, []).append(number)
    still_asked = Task.objects.filter(conversation__in=numbers, answered_at=None, withdrawn_at=None)
    asked_at = set(still_asked.values_list("conversation_id", "number"))
    withdrawn = [row.id for place, row in places.items() if place in asked_at]
    DueStep.objects.filter(id__in=withdrawn).update(reason=reason)
    for conversation_id in sorted(numbers):
        asking.withdraw(conversation_id=conversation_id, numbers=numbers[conversation_id])
    asked = [row for row in told if row.step is not None and row.step.kind == Step.Kind.QUESTIONNAIRE]
    withdraw_open([facts.request_id(row) for row in asked])


def database_now() -> datetime:
    """The one clock that counts; a worker's own may be wrong."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        moment: datetime = cursor.fetchone()[0]
        return moment


def tell(enrolment: Enrolment) -> None:
    """Who has the conversation open sees the path beside it change."""
    if enrolment.conversation is not None:
        asking.look_again(conversation=enrolment.conversation)


def _is_otherwise(row: DueStep, moment: Moment, *, late: datetime) -> bool:
    """Whether a row must change. What was decided at its own moment stays decided.

    So does the moment of what is made good `late`: planning again neither puts it off nor hurries it.
    """
    if row.state in (State.DONE, State.FAILED) or row.reason == Reason.CONDITION:
        return False
    if row.is_open and moment.is_due and moment.due_at is not None and moment.due_at > late:
        return row.due_at != moment.due_at
    return row.is_open != moment.is_due or (row.reason == Reason.BY_HAND) != (moment.reason is Reason.BY_HAND)


def _row(enrolment: Enrolment, step: Step, anchor: EnrolmentAnchor, moment: Moment) -> DueStep:
    assert anchor.moment is not None and moment.due_at is not None
    return DueStep(
        organisation_id=enrolment.organisation_id,
        enrolment=enrolment,
        step=step,
        occurrence=moment.occurrence,
        visit_version=enrolment.plan_number,
        visit_starts_at=anchor.moment,
        due_at=moment.due_at,
        state=State.DUE if moment.is_due else State.SKIPPED,
        reason=moment.reason,
    )


def _change(row: DueStep, moment: Moment) -> None:
    assert moment.due_at is not None
    row.state = State.DUE if moment.is_due else State.SKIPPED
    row.reason, row.due_at = moment.reason, moment.due_at
    row.save(update_fields=["state", "reason", "due_at"])
