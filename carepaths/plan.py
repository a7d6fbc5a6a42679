"""What a version asks for, when, given the appointment and what is done. Pure: no database.

The one promise of this module, tested by property: what was done and what is still planned are together
exactly the steps of the version, each once, whatever was moved in between.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from carepaths.clock import NETHERLANDS, step_instant

# A step after the appointment that nothing follows is still worth doing for so long.
LATEST = timedelta(days=7)


class Reason(StrEnum):
    """Why a step will not be done, or why it was; the sentences are in `reasons`."""

    NONE = ""
    RESULT_IN = "result_in"
    TOO_LATE = "too_late"
    VISIT_CANCELLED = "visit_cancelled"
    VISIT_MOVED = "visit_moved"
    ENDED = "ended"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step of a version as far as time goes."""

    id: UUID
    offset_days: int
    at: time
    # Not done when a result has come in that is at most `result_days` old at the appointment.
    only_without_result: bool = False
    result_days: int = 0


@dataclass(frozen=True, slots=True)
class Anchor:
    """The appointment that steps count from."""

    starts_at: datetime
    zone: str = NETHERLANDS


@dataclass(frozen=True, slots=True)
class Moment:
    """A step that is still to come (`reason` is empty), or that will not be done and why."""

    step_id: UUID
    due_at: datetime
    reason: Reason = Reason.NONE

    @property
    def is_due(self) -> bool:
        return self.reason is Reason.NONE


def plan(
    steps: Iterable[PlannedStep],
    anchor: Anchor,
    *,
    now: datetime,
    done: Collection[UUID] = (),
    results: Mapping[UUID, Collection[datetime]] | None = None,
    hold: timedelta = timedelta(0),
) -> list[Moment]:
    """Every step that is not done yet, in order of time: due at its moment, or dropped with the reason.

    A step whose moment has passed is done at once (after `hold`), as long as the next step's moment has
    not come; else it is dropped, because the next one says it all. `results` holds, by step, when results
    of the kind it waits for were issued.
    """
    moments = sorted(
        (
            (step_instant(anchor.starts_at, offset_days=s.offset_days, at=s.at, zone=anchor.zone), s)
            for s in steps
        ),
        key=lambda moment: (moment[0], moment[1].offset_days, moment[1].id),
    )
    planned = []
    for due_at, step in moments:
        if step.id in done:
            continue
        following = next((later for later, _ in moments if later > due_at), None)
        useful_until = _useful_until(due_at, following, anchor.starts_at)
        issued = (results or {}).get(step.id, ())
        planned.append(_moment(step, due_at, useful_until, anchor, now, issued, hold))
    return planned


def has_result(step: PlannedStep, anchor: Anchor, results: Collection[datetime]) -> bool:
    """Whether a result is in that is fresh enough for this appointment."""
    earliest = anchor.starts_at - timedelta(days=step.result_days)
    return any(issued_at >= earliest for issued_at in results)


def _moment(
    step: PlannedStep,
    due_at: datetime,
    useful_until: datetime,
    anchor: Anchor,
    now: datetime,
    results: Collection[datetime],
    hold: timedelta,
) -> Moment:
    if step.only_without_result and has_result(step, anchor, results):
        return Moment(step.id, due_at, Reason.RESULT_IN)
    if due_at >= now:
        return Moment(step.id, due_at)
    if useful_until <= now:
        return Moment(step.id, due_at, Reason.TOO_LATE)
    return Moment(step.id, now + hold)


def _useful_until(due_at: datetime, following: datetime | None, starts_at: datetime) -> datetime:
    """Until when a step that is late is still worth doing."""
    if due_at < starts_at:
        return min(following, starts_at) if following else starts_at
    return following or due_at + LATEST


def must_tell_of_move(*, told: datetime | None, starts_at: datetime) -> bool:
    """Whether the patient was told another moment than this one. Nothing said yet: nothing to correct."""
    return told is not None and told != starts_at
