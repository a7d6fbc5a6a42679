"""A version as the studio draws it: a line per moment, its steps before and after it in order of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepaths.content import AnchorDraft, PathContent, StepDraft, TriggerDraft
from carepaths.describing import Fixed, Names, Shifts, from_anchor, names_of, said, shifts
from carepaths.models import PathAnchor, PathTrigger, Step
from carepaths.wording import spoken_time

Kind = PathTrigger.Kind


@dataclass(frozen=True, slots=True)
class Card:
    """A step on the line."""

    step: StepDraft
    when: str
    kind: str
    detail: str
    shifts: Shifts


@dataclass(frozen=True, slots=True)
class Lane:
    """A moment with what comes before it and after it."""

    anchor: AnchorDraft
    source: str
    before: list[Card]
    after: list[Card]


def lanes_of(content: PathContent, fixed: Fixed) -> list[Lane]:
    """Every moment of a version, in its order; `fixed` are the answers to the lists that it asks."""
    names = names_of(content.steps, fixed)
    return [_lane(anchor, content.steps, names) for anchor in content.anchors]


def _lane(anchor: AnchorDraft, steps: Iterable[StepDraft], names: Names) -> Lane:
    mine = [step for step in steps if step.anchor == anchor.key]
    cards = [
        (
            step,
            Card(
                step,
                from_anchor(step.offset, step.unit),
                _kind(step),
                _detail(step, names),
                shifts(step.unit),
            ),
        )
        for step in mine
    ]
    source = dict(PathAnchor.Source.choices).get(anchor.source, "")
    before = [card for step, card in cards if step.offset < 0]
    return Lane(anchor, str(source), before, [card for step, card in cards if step.offset >= 0])


def _kind(step: StepDraft) -> str:
    return str(dict(Step.Kind.choices).get(step.kind, step.kind))


def _detail(step: StepDraft, names: Names) -> str:
    """Hour, conditions and repetition on one line."""
    parts = [spoken_time(step.at)] if step.at and step.unit != Step.Unit.HOURS else []
    if step.repeat_times > 1:
        values = {"times": step.repeat_times, "days": step.repeat_days or 0}
        each_day = ngettext(
            "%(times)d times, every day", "%(times)d times, every %(days)d days", values["days"]
        )
        parts.append(each_day % values)
    if step.until:
        parts.append(_("until: %(conditions)s") % {"conditions": said(step.until, names)})
    parts.append(said(step.conditions, names) or _("every patient"))
    return " · ".join(parts)


def starts_in_words(content: PathContent, departments: dict[str, str], own: str) -> list[str]:
    """What starts a version, each a sentence."""
    return [_start(trigger, departments.get(trigger.department, own)) for trigger in content.triggers]


def _start(trigger: TriggerDraft, department: str) -> str:
    name = trigger.code_name or trigger.code
    values = {"name": name, "department": department, "days": trigger.days_ahead}
    if trigger.kind == Kind.APPOINTMENT:
        sentence = ngettext(
            "Starts when there is an appointment %(name)s at %(department)s, at least %(days)d day ahead.",
            "Starts when there is an appointment %(name)s at %(department)s, at least %(days)d days ahead.",
            trigger.days_ahead,
        )
        return sentence % values
    return {
        Kind.BY_HAND: _("Starts when somebody of the team enrols a patient."),
        Kind.ANSWER: _("Starts on the answer %(name)s."),
        Kind.RESULT: _("Starts when a result %(name)s is in."),
        Kind.DISCHARGE: _("Starts when a patient goes home from %(department)s."),
    }[Kind(trigger.kind)] % values
