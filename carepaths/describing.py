"""Steps, conditions and starts in words, for who works with a path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepaths.conditions import Condition, Kind, from_json
from carepaths.models import Step
from people.models import Patient
from questionnaires.fixed import FixedAnswer

# The fixed answers of each question list that a version asks, by its canonical address.
Fixed = Mapping[str, Sequence[FixedAnswer]]


class Asking(Protocol):
    """A step, as a row or as it is written."""

    @property
    def key(self) -> UUID: ...
    @property
    def title(self) -> str: ...
    @property
    def buttons(self) -> list[dict[str, Any]]: ...
    @property
    def questionnaire(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Names:
    """What steps are called, by key, and the answers to them: by step, question (if any) and code."""

    titles: Mapping[UUID, str] = field(default_factory=dict)
    answers: Mapping[tuple[UUID, str, str], str] = field(default_factory=dict)

    def answer(self, condition: Condition) -> str:
        """The words of an answer; its code when nothing says more of it."""
        known = (condition.step, condition.item, condition.value) if condition.step else None
        return self.answers.get(known, condition.value) if known else condition.value


NAMELESS = Names()


def names_of(steps: Iterable[Asking], fixed: Fixed) -> Names:
    """How the steps of a version, and the answers to them, are called."""
    steps = list(steps)
    buttons = {
        (step.key, "", str(button.get("key"))): str(button.get("label", ""))
        for step in steps
        for button in step.buttons
    }
    options = {
        (step.key, each.item, each.code): each.words
        for step in steps
        for each in fixed.get(step.questionnaire, ())
    }
    return Names({step.key: step.title for step in steps}, buttons | options)


def only_if(step: Step, names: Names = NAMELESS) -> str:
    """The conditions of a step, as the end of a line; nothing when it has none."""
    return said(from_json(step.conditions), names)


def said(conditions: Iterable[Condition], names: Names = NAMELESS) -> str:
    """Conditions one after another, with the words of what they name."""
    return ", ".join(_said(condition, names) for condition in conditions)


def _said(condition: Condition, names: Names) -> str:
    title = names.titles.get(condition.step, "") if condition.step else ""
    values = {"title": title or _("what was asked"), "value": names.answer(condition)}
    contact = dict(Patient.ContactPreference.choices).get(condition.value, "")
    return {
        Kind.RESULT_IN: _("only if the result is in"),
        Kind.NO_RESULT: _("only if there is no result yet"),
        Kind.DONE: _("only if %(title)s is done") % values,
        Kind.NOT_DONE: _("only if %(title)s is not done") % values,
        Kind.ANSWER: _("only if the answer to %(title)s is %(value)s") % values,
        Kind.PREFERENCE: _("only if the patient prefers %(contact)s") % {"contact": contact},
        Kind.RELATIVE: _("only if a relative takes part"),
        Kind.NO_RELATIVE: _("only if no relative takes part"),
        Kind.BY_VIDEO: _("only if the appointment is by video"),
        Kind.NOT_BY_VIDEO: _("only if the appointment is not by video"),
    }[condition.kind]


def from_anchor(offset: int, unit: str) -> str:
    """ "10 days before", on the day itself, or "3 working days after"."""
    number = abs(offset)
    if not number:
        return _("at that moment") if unit == Step.Unit.HOURS else _("the day itself")
    if unit == Step.Unit.HOURS:
        before = ngettext("%(hours)d hour before", "%(hours)d hours before", number)
        after = ngettext("%(hours)d hour after", "%(hours)d hours after", number)
        return (before if offset < 0 else after) % {"hours": number}
    if unit == Step.Unit.WORKING_DAYS:
        before = ngettext("%(days)d working day before", "%(days)d working days before", number)
        after = ngettext("%(days)d working day after", "%(days)d working days after", number)
        return (before if offset < 0 else after) % {"days": number}
    before = ngettext("%(days)d day before", "%(days)d days before", number)
    after = ngettext("%(days)d day after", "%(days)d days after", number)
    return (before if offset < 0 else after) % {"days": number}


@dataclass(frozen=True, slots=True)
class Shifts:
    """How far a step is drawn along its line; in each but the ones `{n}` stands for the number."""

    earlier_one: str
    earlier_more: str
    later_one: str
    later_more: str


def shifts(unit: str) -> Shifts:
    """In days, working days or hours."""
    return Shifts(*(_shift(unit, number, is_later) for is_later in (False, True) for number in (1, 2)))


def _shift(unit: str, number: int, is_later: bool) -> str:
    if unit == Step.Unit.HOURS:
        earlier = ngettext("%(n)s hour earlier", "%(n)s hours earlier", number)
        later = ngettext("%(n)s hour later", "%(n)s hours later", number)
    elif unit == Step.Unit.WORKING_DAYS:
        earlier = ngettext("%(n)s working day earlier", "%(n)s working days earlier", number)
        later = ngettext("%(n)s working day later", "%(n)s working days later", number)
    else:
        earlier = ngettext("%(n)s day earlier", "%(n)s days earlier", number)
        later = ngettext("%(n)s day later", "%(n)s days later", number)
    return (later if is_later else earlier) % {"n": "1" if number == 1 else "{n}"}
