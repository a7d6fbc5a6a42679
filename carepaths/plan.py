"""What a version asks for, when, given the moments it counts from and what is done. Pure: no database.

The one promise of this module, tested by property: what was done and what is still planned are together
exactly the steps of the version, each as often as it says, whatever was moved in between.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from carepaths.clock import NETHERLANDS, step_instant
from carepaths.conditions import ABOUT_RESULTS, NOTHING, Condition, Facts, Kind, holds

# A step after its anchor that nothing follows is still worth doing for so long; one in hours shorter.
LATEST = timedelta(days=7)
LATEST_IN_HOURS = timedelta(hours=12)
FOREVER = datetime.max.replace(tzinfo=UTC)
# A step of the version and which of its repetitions.
Slot = tuple[UUID, int]


class Reason(StrEnum):
    """Why a step will not be done, or why it was; the sentences are in `reasons`."""

    NONE = ""
    RESULT_IN = "result_in"
    CONDITION = "condition"
    UNTIL = "until"
    TOO_LATE = "too_late"
    NO_DATE = "no_date"
    BY_HAND = "by_hand"
    VISIT_CANCELLED = "visit_cancelled"
    VISIT_MOVED = "visit_moved"
    PAUSED = "paused"
    NEW_VERSION = "new_version"
    COMPLETED = "completed"
    ENDED = "ended"
    ERROR = "error"
    ASKED_AGAIN = "asked_again"


class Voice(StrEnum):
    """Whom a step speaks to: only what speaks to the same can make up for a step that is late."""

    PATIENT = "patient"
    TEAM = "team"
    POST = "post"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step of a version as far as time goes; `key` is the same in the versions that follow."""

    key: UUID
    offset: int
    at: time | None
    unit: str = "days"
    anchor: str = "appointment"
    conditions: tuple[Condition, ...] = ()
    repeat_days: int = 0
    repeat_times: int = 1
    until: tuple[Condition, ...] = ()
    voice: Voice = Voice.PATIENT


@dataclass(frozen=True, slots=True)
class Anchor:
    """A moment that steps count from, such as the appointment."""

    starts_at: datetime
    zone: str = NETHERLANDS


@dataclass(frozen=True, slots=True)
class Moment:
    """A step that is still to come (`reason` is empty), or that will not be done and why."""

    key: UUID
    occurrence: int
    # None while its anchor has no moment.
    due_at: datetime | None
    reason: Reason = Reason.NONE

    @property
    def slot(self) -> Slot:
        return (self.key, self.occurrence)

    @property
    def is_due(self) -> bool:
        return self.reason is Reason.NONE


@dataclass(frozen=True, slots=True)
class _Dated:
    """One repetition of a step at its own moment."""

    step: PlannedStep
    occurrence: int
    at: datetime


def plan(
    steps: Iterable[PlannedStep],
    anchors: Mapping[str, Anchor],
    *,
    now: datetime,
    done: Collection[Slot] = (),
    skipped: Collection[Slot] = (),
    facts: Facts = NOTHING,
    hold: timedelta = timedelta(0),
) -> list[Moment]:
    """Every step that is not done yet, in order of time: due at its moment, or dropped with the reason.

    A step whose moment has passed is done at once (after `hold`), as long as the next step's moment has
    not come; else it is dropped, because the next one says it all. Conditions are asked when the moment
    is there; that a result is in counts at once.
    """
    steps = list(steps)
    dated = sorted(
        (one for step in steps if step.anchor in anchors for one in _dates(step, anchors[step.anchor])),
        key=lambda one: (one.at, one.step.offset, one.step.key, one.occurrence),
    )
    follows = _following(dated)
    planned = []
    for one in dated:
        slot = (one.step.key, one.occurrence)
        if slot in skipped and slot not in done:
            planned.append(Moment(*slot, one.at, Reason.BY_HAND))
        elif slot not in done:
            anchor = anchors[one.step.anchor]
            until = _useful_until(one, follows.get(slot), anchor.starts_at)
            planned.append(_moment(one, until, anchor, now, facts, hold))
    waiting = (
        Moment(step.key, occurrence, None, Reason.NO_DATE)
        for step in steps
        if step.anchor not in anchors
        for occurrence in range(1, step.repeat_times + 1)
    )
    return planned + [moment for moment in waiting if moment.slot not in done]


def _dates(step: PlannedStep, anchor: Anchor) -> Iterable[_Dated]:
    for occurrence in range(1, step.repeat_times + 1):
        later = step.repeat_days * (occurrence - 1)
        at = step_instant(
            anchor.starts_at, offset=step.offset, at=step.at, unit=step.unit, later=later, zone=anchor.zone
        )
        yield _Dated(step, occurrence, at)


def _following(dated: list[_Dated]) -> dict[Slot, datetime]:
    """For each the next moment that speaks to the same about the same anchor; `dated` is in order."""
    follows: dict[Slot, datetime] = {}
    later: dict[tuple[str, Voice], tuple[datetime, datetime | None]] = {}
    for one in reversed(dated):
        group = (one.step.anchor, one.step.voice)
        at, after = later.get(group, (None, None))
        following = after if at == one.at else at
        later[group] = (one.at, following)
        if following is not None:
            follows[(one.step.key, one.occurrence)] = following
    return follows


def _moment(
    one: _Dated, useful_until: datetime, anchor: Anchor, now: datetime, facts: Facts, hold: timedelta
) -> Moment:
    slot = (one.step.key, one.occurrence)
    against = _against(one, facts, anchor.starts_at, is_there=one.at <= now)
    if against is not Reason.NONE:
        return Moment(*slot, one.at, against)
    if one.at >= now:
        return Moment(*slot, one.at)
    if useful_until <= now:
        return Moment(*slot, one.at, Reason.TOO_LATE)
    return Moment(*slot, now + hold)


def _against(one: _Dated, facts: Facts, moment: datetime, *, is_there: bool) -> Reason:
    """Why the conditions of a step say no; before its moment only that a result is in does."""
    for condition in one.step.conditions:
        about_result = condition.kind is Kind.NO_RESULT
        if (is_there or about_result) and not holds(condition, facts, moment):
            return Reason.RESULT_IN if about_result else Reason.CONDITION
    ends = [holds(each, facts, moment) for each in one.step.until if is_there or each.kind in ABOUT_RESULTS]
    has_ended = len(ends) == len(one.step.until) > 0 and all(ends)
    return Reason.UNTIL if one.occurrence > 1 and has_ended else Reason.NONE


def _useful_until(one: _Dated, following: datetime | None, starts_at: datetime) -> datetime:
    """Until when a step that is late is still worth doing."""
    if one.step.voice is Voice.CLOCK:
        return FOREVER
    if one.at < starts_at:
        return min(following, starts_at) if following else starts_at
    if one.step.unit == "hours":
        return min(following or FOREVER, one.at + LATEST_IN_HOURS)
    return following or one.at + LATEST


def must_tell_of_move(*, told: datetime | None, starts_at: datetime | None) -> bool:
    """Whether the patient was told another moment than this one. Nothing said yet: nothing to correct."""
    return told is not None and told != starts_at
