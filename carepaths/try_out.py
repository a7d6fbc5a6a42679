"""What one patient gets of a version, with the reason of each line. Pure: nothing is read or sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import holidays
from django.utils.translation import gettext as _

from carepaths.clock import NETHERLANDS
from carepaths.conditions import Facts
from carepaths.content import PathContent, StepDraft
from carepaths.describing import Fixed, Names, from_anchor, names_of, said
from carepaths.models import Step
from carepaths.models.steps import VOICES
from carepaths.plan import Anchor, Moment, PlannedStep, Reason, Voice, plan
from carepaths.reasons import SENTENCES
from notifications.quiet_hours import NIGHT

BUDGET = 5
MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class TryLine:
    """A step at its moment, or left out; `why` is the reason and `notes` what is special about the day."""

    at: datetime | None
    title: str
    kind: str
    why: str
    is_left_out: bool
    to_patient: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Week:
    """A week in which the patient gets more messages than is meant."""

    begins: date
    number: int


def try_out(
    content: PathContent,
    anchors: Mapping[str, Anchor],
    *,
    begins: datetime,
    facts: Facts,
    fixed: Fixed | None = None,
) -> list[TryLine]:
    """Everything that a version does for who starts at `begins`, as if each moment had come."""
    steps = {step.key: step for step in content.steps}
    planned = [_planned(step) for step in content.steps]
    moments = plan(planned, anchors, now=begins, facts=_known(facts, begins))
    names = names_of(content.steps, fixed or {})
    lines, has_ended = [], False
    for moment in moments[:MOST_LINES]:
        step = steps[moment.key]
        reason = _reason(moment, step, anchors, facts)
        if has_ended and reason is Reason.NONE:
            reason = Reason.COMPLETED
        has_ended = has_ended or (step.kind == Step.Kind.END and reason is Reason.NONE)
        lines.append(_line(moment, step, reason, content, names))
    return lines


def _planned(step: StepDraft) -> PlannedStep:
    return PlannedStep(
        step.key,
        step.offset,
        step.at,
        step.unit,
        step.anchor,
        step.conditions,
        step.repeat_days or 0,
        step.repeat_times,
        step.until,
        VOICES.get(step.kind, Voice.PATIENT),
    )


def _known(facts: Facts, at: datetime) -> Facts:
    """What is known by then: a result counts from the day that it is in."""
    results = {code: [each for each in issued if each <= at] for code, issued in facts.results.items()}
    return replace(facts, results=results)


def _reason(moment: Moment, step: StepDraft, anchors: Mapping[str, Anchor], facts: Facts) -> Reason:
    """Why it is left out, asked when its moment is there."""
    if not moment.is_due or moment.due_at is None or not (step.conditions or step.until):
        return moment.reason
    known = _known(facts, moment.due_at)
    alone = plan([_planned(step)], anchors, now=moment.due_at, facts=known)
    return next((each.reason for each in alone if each.slot == moment.slot), Reason.NONE)


def _line(
    moment: Moment,
    step: StepDraft,
    reason: Reason,
    content: PathContent,
    names: Names,
) -> TryLine:
    anchor = content.anchor(step.anchor)
    why = f"{from_anchor(step.offset, step.unit)}: {anchor.name if anchor else step.anchor}"
    if step.repeat_times > 1:
        why += " · " + _("time %(number)d") % {"number": moment.occurrence}
    if reason is not Reason.NONE:
        why = str(SENTENCES.get(reason, _("left out")))
    elif step.conditions:
        why += " · " + said(step.conditions, names)
    is_left_out = reason is not Reason.NONE
    notes = _notes(moment.due_at, step) if moment.due_at and not is_left_out else ()
    to_patient = VOICES.get(step.kind, Voice.PATIENT) is Voice.PATIENT
    kind = str(dict(Step.Kind.choices).get(step.kind, step.kind))
    return TryLine(moment.due_at, step.title, kind, why, is_left_out, to_patient, notes)


def _notes(at: datetime, step: StepDraft) -> tuple[str, ...]:
    """Holidays, the weekend, the change of the clock and the hours in which no telephone rings."""
    local = at.astimezone(ZoneInfo(NETHERLANDS))
    found = []
    if name := holidays.country_holidays("NL", years=local.year, language="nl").get(local.date()):
        found.append(_("public holiday: %(name)s") % {"name": name})
    elif local.weekday() >= 5:
        found.append(_("in the weekend"))
    if step.at and step.unit != Step.Unit.HOURS and local.time() != step.at:
        found.append(_("the clock skips %(time)s that night") % {"time": step.at.strftime("%H.%M")})
    is_told = VOICES.get(step.kind, Voice.PATIENT) is Voice.PATIENT
    if is_told and NIGHT.covers(local.time()):
        found.append(
            _("in quiet hours: text message and notice come at %(time)s")
            % {"time": NIGHT.end.strftime("%H.%M")}
        )
    return tuple(found)


def too_full(lines: Iterable[TryLine], *, budget: int = BUDGET) -> list[Week]:
    """The weeks in which the patient gets more than `budget` messages, counted over all their paths."""
    weeks: Counter[date] = Counter()
    for line in lines:
        if line.at and line.to_patient and not line.is_left_out:
            day = line.at.astimezone(ZoneInfo(NETHERLANDS)).date()
            weeks[date.fromordinal(day.toordinal() - day.weekday())] += 1
    return [Week(begins, number) for begins, number in sorted(weeks.items()) if number > budget]
