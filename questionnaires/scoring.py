"""Scores: a sum or a mean of the weights of chosen options, as the list itself declares. Pure.

A number that was filled in counts by itself, where the score names that question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from questionnaires.definition import Answers, Definition, Item, ScoreRule
from questionnaires.values import Answer, Kind

FORMULAS = ("sum", "mean")
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Score:
    name: str
    value: Decimal


def scores(definition: Definition, answers: Answers) -> list[Score]:
    """Each score of which some part was answered. `answers` are those that count."""
    found = ((rule, list(_parts(definition, rule, answers))) for rule in definition.scores)
    return [Score(rule.name, _work_out(rule.formula, parts)) for rule, parts in found if parts]


def _work_out(formula: str, parts: list[Decimal]) -> Decimal:
    total = sum(parts, Decimal(0))
    if formula == "sum":
        return total
    return (total / len(parts)).quantize(HUNDREDTH, ROUND_HALF_UP)


def _parts(definition: Definition, rule: ScoreRule, answers: Answers) -> Iterator[Decimal]:
    named = set(rule.of)
    roots = [item for item in definition.walk() if item.link_id in named] if named else definition.items
    seen: set[str] = set()
    for root in roots:
        for item in root.walk():
            if item.link_id not in seen:
                seen.add(item.link_id)
                for answer in answers.get(item.link_id, ()):
                    yield from _weight(item, answer, counts_itself=item.link_id in named)


def _weight(item: Item, answer: Answer, *, counts_itself: bool) -> Iterator[Decimal]:
    for option in item.options:
        if option.answer.is_equal(answer) and option.weight is not None:
            yield option.weight
            return
    if counts_itself and answer.kind in (Kind.INTEGER, Kind.DECIMAL):
        yield Decimal(str(answer.value))
