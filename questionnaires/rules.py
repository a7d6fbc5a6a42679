"""Whether a rule of a department holds for what was answered. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from questionnaires.definition import Answers
from questionnaires.enabling import meets
from questionnaires.models import AnswerRule
from questionnaires.scoring import Score
from questionnaires.values import of_fhir


def that_hold(rules: Iterable[AnswerRule], answers: Answers, scores: Sequence[Score]) -> list[AnswerRule]:
    """The rules that make a task."""
    return [rule for rule in rules if holds(rule, answers, scores)]


def holds(rule: AnswerRule, answers: Answers, scores: Sequence[Score]) -> bool:
    """A question that was not answered holds for nothing, also not for "is not"."""
    if rule.score:
        return any(_reaches(rule, score.value) for score in scores if score.name == rule.score)
    wanted, given = of_fhir(rule.value), answers.get(rule.link_id, ())
    return bool(given) and wanted is not None and meets(rule.operator, given, wanted)


def _reaches(rule: AnswerRule, value: Decimal) -> bool:
    bound = Decimal(str(rule.value))
    return value >= bound if rule.operator == AnswerRule.Operator.AT_LEAST else value <= bound
