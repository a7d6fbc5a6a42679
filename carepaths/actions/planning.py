"""What is planned for an enrolment, written as the difference with what was. Locked by whoever calls.

What was done stays. What is not done is compared with what the version asks for now, and only the
difference is written, so that planning twice is planning once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q

from carepaths import facts
from carepaths import plan as planner
from carepaths.models import DueStep, Enrolment, EnrolmentAnchor, Step
from carepaths.plan import Moment, Reason, Slot
from conversations.actions import asking
from questionnaires.actions.asking import withdraw_open

State = DueStep.State
NO_HOLD = timedelta(0)
# The message about a move comes first; what is due at once follows it.
AFTER_NOTICE = timedelta(seconds=30)


def plan_again(*, enrolment: Enrolment, hold: timedelta = NO_HOLD) -> None:
    """Write the difference between what is planned and what the version asks with the moments of now."""
    if enrolment.status != Enrolment.Status.ACTIVE:
        return
    anchors = anchors_of(enrolment)
    steps = {step.key: step for step in steps_of(enrolment.version_id)}
    rows = DueStep.objects.filter(
        enrolment=enrolment, kind=DueStep.Kind.STEP, visit_version=enrolment.plan_number
    )
    known = {(row.step_id, row.occurrence): row for row in rows}
    new = []
    for moment in moments_of(enrolment, anchors, now=database_now(), hold=hold):
        step = steps[moment.key]
        row = known.get((step.id, moment.occurrence))
        if moment.due_at is None:
            continue
        if row is None:
            new.append(_row(enrolment, step, anchors[step.anchor], moment))
        elif _is_otherwise(row, moment):
            _change(row, moment)
    DueStep.objects.bulk_create(new)
    tell(enrolment)


def moments_of(
    enrolment: Enrolment,
    anchors: Mapping[str, EnrolmentAnchor],
    *,
    now: datetime,
    hold: timedelta = NO_HOLD,
    version_id: UUID | None = None,
) -> list[Moment]:
    """What is still to come, and what will be left out and why; on its own version or as if on another."""
    steps = steps_of(version_id or enrolment.version_id)
    done, skipped = settled(enrolment)
    return planner.plan(
        [step.planned for step in steps],
        {key: row.anchor for key, row in anchors.items() if row.anchor},
        now=now,
        done=done,
        skipped=skipped,
        facts=facts.known_of(enrolment, steps),
        hold=hold,
    )


def settled(enrolment: Enrolment) -> tuple[set[Slot], set[Slot]]:
    """What was done, under whatever version; and what the team left out."""
    rows = DueStep.objects.filter(enrolment=enrolment, kind=DueStep.Kind.STEP)
    rows = rows.filter(Q(state=State.DONE) | Q(state=State.SKIPPED, reason=Reason.BY_HAND))
    done: set[Slot] = set()
    skipped: set[Slot] = set()
    for key, occurrence, state in rows.values_list("step__key", "occurrence", "state"):
        (done if state == State.DONE else skipped).add((key, occurrence))
    return done, skipped


def anchors_of(enrolment: Enrolment) -> dict[str, EnrolmentAnchor]:
    """The moments of this enrolment by the key of their anchor."""
    return {row.key: row for row in EnrolmentAnchor.objects.filter(enrolment=enrolment)}


@lru_cache(maxsize=1000)
def steps_of(version_id: UUID) -> tuple[Step, ...]:
    """The steps of a version that is in use: those never change, so a process reads them once."""
    return tuple(Step.objects.filter(version_id=version_id))


def lapse(enrolment: Enrolment, *, reason: Reason, before_plan: int | None = None) -> None:
    """Cancel what waits or is being sent. A dispatcher that has it already finds that out under the lock."""
    waiting = DueStep.objects.filter(enrolment=enrolment, state__in=[State.DUE, State.LEASED])
    if before_plan is not None:
        waiting = waiting.filter(visit_version__lt=before_plan)
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
            "wake_at": due_at,
            "state": State.DUE,
            "reason": "",
            "lease_until": None,
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


def withdraw_tasks(*, enrolment: Enrolment, result_code: str | None = None) -> None:
    """Take back what is still asked of the patient, all of it or what asks for one kind of result."""
    rows = DueStep.objects.filter(enrolment=enrolment, state=State.DONE, message_number__isnull=False)
    if result_code is not None:
        rows = rows.filter(step__result_code=result_code)
    told = list(rows.select_related("step"))
    numbers: dict[UUID, list[int]] = {}
    for conversation_id, number in facts.places_of(enrolment, told):
        numbers.setdefault(conversation_id, []).append(number)
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


def _is_otherwise(row: DueStep, moment: Moment) -> bool:
    """Whether a row must change. What was decided at its own moment stays decided."""
    if row.state in (State.DONE, State.FAILED) or row.reason == Reason.CONDITION:
        return False
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
        wake_at=moment.due_at,
        state=State.DUE if moment.is_due else State.SKIPPED,
        reason=moment.reason,
    )


def _change(row: DueStep, moment: Moment) -> None:
    assert moment.due_at is not None
    row.state = State.DUE if moment.is_due else State.SKIPPED
    row.reason, row.due_at, row.wake_at = moment.reason, moment.due_at, moment.due_at
    row.lease_until = None
    row.save(update_fields=["state", "reason", "due_at", "wake_at", "lease_until"])
