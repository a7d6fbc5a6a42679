"""The words of steps, and of the answers to them, for what is shown: two statements at most for all."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from carepaths.actions.planning import steps_of
from carepaths.actions.writing import draft_of
from carepaths.content import PathContent, StepDraft
from carepaths.describing import Names, names_of
from carepaths.models import Enrolment
from questionnaires import queries as lists
from questionnaires.fixed import FixedAnswer, fixed_answers

Fixed = dict[str, list[FixedAnswer]]


def fixed_answers_of(content: PathContent) -> Fixed:
    """The fixed answers of each list that a version asks, as far as the list is here: what can be chosen."""
    return _answers({step.questionnaire for step in content.steps})


def answers_named_in(contents: Iterable[PathContent]) -> Fixed:
    """The same of the lists whose answers some condition names: what must be said in words."""
    return _answers({each for content in contents for each in _named(content.steps)})


def names_in(content: PathContent) -> Names:
    """How one version calls what its conditions name."""
    return names_of(content.steps, answers_named_in([content]))


def names_for(enrolments: Iterable[Enrolment]) -> dict[UUID, Names]:
    """By version, what the conditions of these patients' paths name; their steps are remembered."""
    versions = {each.version_id: each.follows for each in enrolments}
    steps = {key: [draft_of(step) for step in steps_of(version)] for key, version in versions.items()}
    fixed = _answers({each for mine in steps.values() for each in _named(mine)})
    return {key: names_of(mine, fixed) for key, mine in steps.items()}


def _named(steps: Iterable[StepDraft]) -> set[str]:
    """The lists whose answers a condition looks at."""
    steps = list(steps)
    asked = {each.step for step in steps for each in (*step.conditions, *step.until) if each.item}
    return {step.questionnaire for step in steps if step.key in asked}


def _answers(addresses: set[str]) -> Fixed:
    found = lists.editions_at(addresses - {""})
    return {address: fixed_answers(edition) for address, edition in found.items()}
