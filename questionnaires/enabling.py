"""Which items are asked, given what was answered: enableWhen and enableBehavior of FHIR R4. Pure.

An answer to a question that is not asked (any more) counts as no answer. A condition "is not" holds where
there is no answer, every other comparison does not (operators of FHIR R4).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from questionnaires.definition import Answers, Condition, Definition, Item, ItemType
from questionnaires.values import Answer

Compare = Callable[[Answer, Answer], bool]
OPERATORS = ("exists", "=", "!=", ">", "<", ">=", "<=")
ORDERED: dict[str, Callable[[int], bool]] = {
    ">": lambda order: order > 0,
    "<": lambda order: order < 0,
    ">=": lambda order: order >= 0,
    "<=": lambda order: order <= 0,
}


@dataclass(frozen=True, slots=True)
class _Place:
    item: Item
    parent: Item | None


class Enabling:
    """Works out each item once. The import has refused lists whose conditions go round in a circle."""

    def __init__(self, definition: Definition, answers: Answers) -> None:
        self.answers = answers
        self._places: dict[str, _Place] = {}
        self._known: dict[str, bool] = {}
        for item in definition.items:
            self._place(item, None)

    def is_enabled(self, link_id: str) -> bool:
        """Whether this item is asked or shown."""
        if link_id not in self._known:
            place = self._places[link_id]
            self._known[link_id] = self._above(place) and self._holds(place.item)
        return self._known[link_id]

    def given(self, link_id: str) -> tuple[Answer, ...]:
        """The answers that count."""
        return self.answers.get(link_id, ()) if self.is_enabled(link_id) else ()

    def _place(self, item: Item, parent: Item | None) -> None:
        self._places[item.link_id] = _Place(item, parent)
        for each in item.items:
            self._place(each, item)

    def _above(self, place: _Place) -> bool:
        """What stands under a question follows from an answer to it; its explanation stands there always."""
        parent = place.parent
        if parent is None:
            return True
        if not self.is_enabled(parent.link_id):
            return False
        explains = place.item.type is ItemType.DISPLAY
        return explains or not parent.is_question or bool(self.given(parent.link_id))

    def _holds(self, item: Item) -> bool:
        if not item.conditions:
            return True
        held = (self._meets(condition) for condition in item.conditions)
        return any(held) if item.is_any else all(held)

    def _meets(self, condition: Condition) -> bool:
        given = self.given(condition.question)
        return meets(condition.operator, given, condition.answer)


def meets(operator: str, given: tuple[Answer, ...], wanted: Answer) -> bool:
    """Whether the answers that were given compare so with the wanted one."""
    if operator == "exists":
        return bool(given) is bool(wanted.value)
    if operator == "!=":
        return not any(each.is_equal(wanted) for each in given)
    if operator == "=":
        return any(each.is_equal(wanted) for each in given)
    orders = (each.compare(wanted) for each in given)
    return any(order is not None and ORDERED[operator](order) for order in orders)


def kept(definition: Definition, answers: Answers) -> Answers:
    """The answers that count: those of questions that are asked."""
    enabling = Enabling(definition, answers)
    return {
        item.link_id: given
        for item in definition.walk()
        if item.is_question and (given := enabling.given(item.link_id))
    }
