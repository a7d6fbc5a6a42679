"""A condition as one choice out of a list, with the kind of result and its age beside it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, unquote
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepaths.conditions import ABOUT_RESULTS, Condition, Kind
from carepaths.content import PathContent, StepDraft
from carepaths.describing import Fixed, Names, names_of, said
from carepaths.models import PathAnchor, Step
from conversations.models import Task
from people.models import Patient
from questionnaires.fixed import FixedAnswer

Choice = tuple[str, str]


def choices_for(content: PathContent, fixed: Fixed) -> list[Choice]:
    """Everything that a step of this version can be made to depend on."""
    found: list[Condition] = [Condition(Kind.NO_RESULT), Condition(Kind.RESULT_IN)]
    for step in content.steps:
        found += _about(step, fixed.get(step.questionnaire, ()))
    contacts = Patient.ContactPreference.values
    found += [Condition(Kind.PREFERENCE, value=str(value)) for value in contacts]
    found += [Condition(Kind.RELATIVE), Condition(Kind.NO_RELATIVE)]
    if any(anchor.source == PathAnchor.Source.APPOINTMENT for anchor in content.anchors):
        found += [Condition(Kind.BY_VIDEO), Condition(Kind.NOT_BY_VIDEO)]
    names = names_of(content.steps, fixed)
    return [("", _("no condition")), *((_key(each), said([each], names)) for each in found)]


def _about(step: StepDraft, fixed: Sequence[FixedAnswer]) -> list[Condition]:
    if step.kind not in (Step.Kind.TASK, Step.Kind.QUESTIONNAIRE):
        return []
    key = step.key
    answers = [button["key"] for button in step.buttons if button.get("effect") != Task.Effect.EXPLAIN]
    found = [Condition(Kind.DONE, step=key), Condition(Kind.NOT_DONE, step=key)]
    found += [Condition(Kind.ANSWER, step=key, value=answer) for answer in answers]
    return found + [Condition(Kind.ANSWER, step=key, item=each.item, value=each.code) for each in fixed]


def _key(condition: Condition) -> str:
    if condition.kind in ABOUT_RESULTS:
        return condition.kind.value
    step = str(condition.step) if condition.step else ""
    return "|".join([condition.kind.value, step, quote(condition.item, safe=""), condition.value])


def condition_of(key: str, code: str, days: int | None) -> Condition | None:
    """What was chosen; None for no condition."""
    if not key:
        return None
    kind, _bar, rest = key.partition("|")
    if Kind(kind) in ABOUT_RESULTS:
        return Condition(Kind(kind), code=code.strip(), days=days or 0)
    step, item, value = rest.split("|", 2)
    return Condition(Kind(kind), step=UUID(step) if step else None, item=unquote(item), value=value)


class ConditionFields:
    """The fields of a few conditions on a form, all named after `prefix`."""

    def __init__(self, prefix: str, number: int) -> None:
        self.prefix, self.number = prefix, number

    def names(self, place: int) -> tuple[str, str, str]:
        """The choice, the kind of result, its age."""
        stem = f"{self.prefix}_{place}"
        return stem, f"{stem}_code", f"{stem}_days"

    def add_to(
        self, form: forms.Form, choices: list[Choice], known: tuple[Condition, ...], names: Names
    ) -> None:
        """Add the fields, filled with what is known; what cannot be chosen any more is kept as it is."""
        offered = {key for key, _words in choices}
        for place in range(max(self.number, len(known) + 1)):
            condition = known[place] if place < len(known) else None
            key = _key(condition) if condition else ""
            extra = [] if key in offered or condition is None else [(key, said([condition], names))]
            choice, code, days = self.names(place)
            form.fields[choice] = forms.ChoiceField(
                label=gettext_lazy("Condition"), choices=[*choices, *extra], required=False, initial=key
            )
            form.fields[code] = forms.CharField(
                label=gettext_lazy("Which kind of result?"),
                required=False,
                max_length=40,
                initial=condition.code if condition else "",
                help_text=gettext_lazy("The code, for example LAB."),
            )
            form.fields[days] = forms.IntegerField(
                label=gettext_lazy("At most how many days old?"),
                required=False,
                min_value=1,
                max_value=730,
                initial=condition.days if condition else 30,
            )

    def places(self, form: forms.Form) -> list[tuple[str, str, str]]:
        """The names of the fields that the form has."""
        found: list[tuple[str, str, str]] = []
        while self.names(len(found))[0] in form.fields:
            found.append(self.names(len(found)))
        return found

    def of(self, form: forms.Form) -> tuple[Condition, ...]:
        """What was chosen on a valid form."""
        values = form.cleaned_data
        chosen = (
            condition_of(values[choice], values[code], values[days])
            for choice, code, days in self.places(form)
        )
        return tuple(condition for condition in chosen if condition)
