"""When a step is done at all: on the calendar, administrative facts and fixed answers only. Pure.

Nothing here reads what a result says; the product takes no medical decision.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID


class Kind(StrEnum):
    """What a condition looks at; the sentences are in `describing`."""

    RESULT_IN = "result_in"
    NO_RESULT = "no_result"
    DONE = "done"
    NOT_DONE = "not_done"
    ANSWER = "answer"
    PREFERENCE = "preference"
    RELATIVE = "relative"
    NO_RELATIVE = "no_relative"
    BY_VIDEO = "by_video"
    NOT_BY_VIDEO = "not_by_video"


ABOUT_RESULTS = frozenset({Kind.RESULT_IN, Kind.NO_RESULT})
ABOUT_VIDEO = frozenset({Kind.BY_VIDEO, Kind.NOT_BY_VIDEO})
ABOUT_STEPS = frozenset({Kind.DONE, Kind.NOT_DONE, Kind.ANSWER})


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition; which fields count follows from its kind."""

    kind: Kind
    # The kind of result, and how old it may be at the moment that the step counts from.
    code: str = ""
    days: int = 30
    # The step (its key) that was asked before, and what was answered: the key of a button, or, of a question
    # list, the code that was chosen at an item.
    step: UUID | None = None
    item: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a patient when conditions are asked."""

    # kind of result -> when results of it were issued
    results: Mapping[str, Collection[datetime]] = field(default_factory=dict)
    # key of a step -> what was answered: keys of buttons, or "item=code"; there when it was answered at all
    answers: Mapping[UUID, Collection[str]] = field(default_factory=dict)
    preference: str = ""
    has_relative: bool = False
    # Of the appointment that the path is around.
    is_by_video: bool = False


NOTHING = Facts()


def holds(condition: Condition, facts: Facts, moment: datetime) -> bool:
    """Whether a condition holds; `moment` is the one that its step counts from."""
    kind = condition.kind
    if kind in ABOUT_RESULTS:
        earliest = moment - timedelta(days=condition.days)
        is_in = any(issued >= earliest for issued in facts.results.get(condition.code, ()))
        return is_in == (kind is Kind.RESULT_IN)
    if kind in ABOUT_STEPS:
        answered = facts.answers.get(condition.step) if condition.step else None
        if kind is Kind.ANSWER:
            return answered is not None and as_answer(condition) in answered
        return (answered is not None) == (kind is Kind.DONE)
    if kind in ABOUT_VIDEO:
        return facts.is_by_video == (kind is Kind.BY_VIDEO)
    if kind is Kind.PREFERENCE:
        return facts.preference == condition.value
    return facts.has_relative == (kind is Kind.RELATIVE)


def as_answer(condition: Condition) -> str:
    """How `Facts.answers` names the answer that a condition asks for."""
    return f"{condition.item}={condition.value}" if condition.item else condition.value


def from_json(rows: Collection[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """Conditions as `Step.conditions` keeps them."""
    return tuple(
        Condition(
            Kind(row["kind"]),
            code=row.get("code", ""),
            days=row.get("days", 30),
            step=UUID(row["step"]) if row.get("step") else None,
            item=row.get("item", ""),
            value=row.get("value", ""),
        )
        for row in rows
    )


def to_json(conditions: Collection[Condition]) -> list[dict[str, Any]]:
    """The same, to keep; only the fields that count."""
    return [_row(condition) for condition in conditions]


def _row(condition: Condition) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": condition.kind.value}
    if condition.kind in ABOUT_RESULTS:
        row |= {"code": condition.code, "days": condition.days}
    if condition.kind in ABOUT_STEPS:
        row["step"] = str(condition.step)
    if condition.kind is Kind.ANSWER and condition.item:
        row["item"] = condition.item
    if condition.kind in (Kind.ANSWER, Kind.PREFERENCE):
        row["value"] = condition.value
    return row
