"""How scores and numbers went over time, from all that one patient answered to a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from questionnaires import queries, wording
from questionnaires.fhir.response import answers_of, scores_of
from questionnaires.models import QuestionnaireResponse
from questionnaires.plot import Plot, plot
from questionnaires.values import Answer, Quantity

Values = list[tuple[datetime, Decimal]]


@dataclass(frozen=True, slots=True)
class Course:
    """One score or number: its name, its plot, and the same numbers for a table."""

    name: str
    plot: Plot
    rows: list[tuple[datetime, str]]


def of(responses: Iterable[QuestionnaireResponse]) -> list[Course]:
    """The courses with two values or more, scores first; one value is not a course."""
    scores: dict[str, Values] = {}
    numbers: dict[str, Values] = {}
    names: dict[str, str] = {}
    for response in responses:
        content = queries.content(response)
        for score in scores_of(content):
            scores.setdefault(score.name, []).append((response.authored_at, score.value))
        names |= {line.link_id: line.text for line in wording.lines(content)}
        for link_id, given in answers_of(content).items():
            value = _number(given)
            if value is not None:
                numbers.setdefault(link_id, []).append((response.authored_at, value))
    named = {names.get(link_id, link_id): values for link_id, values in numbers.items()}
    found = [*scores.items(), *named.items()]
    return [_course(name, values) for name, values in found if len(values) > 1]


def _number(given: tuple[Answer, ...]) -> Decimal | None:
    if len(given) != 1 or isinstance(given[0].value, bool):
        return None
    value = given[0].value
    if isinstance(value, Quantity):
        return value.value
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _course(name: str, values: Values) -> Course:
    rows = [(at, wording.number(value)) for at, value in values]
    return Course(name, plot(values), rows)
