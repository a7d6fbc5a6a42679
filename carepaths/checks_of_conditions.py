"""Conditions that say nothing, or that can never hold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from django.utils.translation import gettext as _

from carepaths.conditions import ABOUT_RESULTS, ABOUT_STEPS, ABOUT_VIDEO, Condition, Kind
from carepaths.content import PathContent, StepDraft
from carepaths.models import PathAnchor, Step
from conversations.models import Task
from people.models import Patient

ANSWERED = (Step.Kind.TASK, Step.Kind.QUESTIONNAIRE)
OPPOSITES = (
    {Kind.RESULT_IN, Kind.NO_RESULT},
    {Kind.DONE, Kind.NOT_DONE},
    {Kind.ANSWER, Kind.NOT_DONE},
    {Kind.RELATIVE, Kind.NO_RELATIVE},
    {Kind.BY_VIDEO, Kind.NOT_BY_VIDEO},
)
Found = Iterator[tuple[str, str]]


def condition_problems(content: PathContent, step: StepDraft) -> Found:
    """Of the conditions of a step, and of those that end its repetition."""
    for field, conditions in (("conditions", step.conditions), ("until", step.until)):
        for condition in conditions:
            yield from ((field, sentence) for sentence in _of_one(content, step, field, condition))
        if any(_contradict(one, other) for one, other in combinations(conditions, 2)):
            yield field, _("These conditions can never hold together.")


def _of_one(content: PathContent, step: StepDraft, field: str, condition: Condition) -> Iterator[str]:
    if condition.kind in ABOUT_RESULTS and (not condition.code.strip() or condition.days < 1):
        yield _("Say which kind of result, and how old it may be.")
    if condition.kind is Kind.PREFERENCE and condition.value not in Patient.ContactPreference.values:
        yield _("Choose a form of contact.")
    has_visit = any(anchor.source == PathAnchor.Source.APPOINTMENT for anchor in content.anchors)
    if condition.kind in ABOUT_VIDEO and not has_visit:
        yield _("This path is not around an appointment, so nothing says whether that is by video.")
    if condition.kind in ABOUT_STEPS:
        yield from _of_step(content, step, field, condition)


def _of_step(content: PathContent, step: StepDraft, field: str, condition: Condition) -> Iterator[str]:
    asked = content.step(condition.step)
    if asked is None or asked.kind not in ANSWERED:
        yield _("Choose a step that the patient answers.")
        return
    is_own = asked.key == step.key
    if is_own and field == "conditions" and condition.kind is not Kind.NOT_DONE:
        yield _("A step cannot wait for its own answer: this never holds.")
    if condition.kind is not Kind.NOT_DONE and not is_own and _is_later(asked, step):
        yield _("%(title)s comes later, so this never holds.") % {"title": asked.title}
    if condition.kind is Kind.ANSWER:
        yield from _of_answer(asked, condition)


def _of_answer(asked: StepDraft, condition: Condition) -> Iterator[str]:
    if asked.kind == Step.Kind.QUESTIONNAIRE:
        if not condition.item or not condition.value:
            yield _("Choose a question of the list and an answer to it.")
        return
    effects = {button.get("key"): button.get("effect") for button in asked.buttons}
    if condition.value not in effects:
        yield _("%(title)s has no such button, so this never holds.") % {"title": asked.title}
    elif effects[condition.value] == Task.Effect.EXPLAIN:
        yield _("A button that explains is no answer, so this never holds.")


def _is_later(asked: StepDraft, step: StepDraft) -> bool:
    """Known for sure only when both count from the same anchor in the same unit."""
    if asked.anchor != step.anchor or asked.unit != step.unit:
        return False
    last = (step.repeat_times - 1) * (step.repeat_days or 0) * (24 if step.unit == Step.Unit.HOURS else 1)
    return (asked.offset, str(asked.at)) >= (step.offset + last, str(step.at))


def _contradict(one: Condition, other: Condition) -> bool:
    kinds = {one.kind, other.kind}
    about = (one.code, one.step) == (other.code, other.step)
    if kinds in OPPOSITES:
        return about and one.days == other.days
    if kinds == {Kind.ANSWER}:
        return about and one.item == other.item and one.value != other.value
    return kinds == {Kind.PREFERENCE} and one.value != other.value
