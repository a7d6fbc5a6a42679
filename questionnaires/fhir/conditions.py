"""enableWhen: read, and checked against the rest of the list, so that asking never comes to a standstill."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from questionnaires.definition import KINDS, NUMBERS, Condition, Definition, Item, ItemType
from questionnaires.enabling import OPERATORS, ORDERED
from questionnaires.fhir.unfit import Unfit
from questionnaires.values import Kind, of_fhir

Element = Mapping[str, Any]
LONGEST_WAY = 100
TEXTS = (ItemType.STRING, ItemType.TEXT)


def conditions_of(element: Element, path: str) -> tuple[Condition, ...]:
    """The conditions of an item as they stand."""
    named = element.get("enableWhen") or []
    if len(named) > 1 and not element.get("enableBehavior"):
        raise Unfit(f"{path}.enableBehavior", _("With more conditions, say whether all or any must hold."))
    return tuple(_condition(each, f"{path}.enableWhen[{place}]") for place, each in enumerate(named))


def _condition(element: Element, path: str) -> Condition:
    answer = of_fhir(element, "answer")
    if answer is None:
        raise Unfit(f"{path}.answer[x]", _("A comparison with a value of this kind is not known here."))
    operator = element.get("operator") or ""
    if operator not in OPERATORS:
        raise Unfit(f"{path}.operator", _("FHIR R4 has no such comparison."))
    if operator == "exists" and answer.kind is not Kind.BOOLEAN:
        raise Unfit(f"{path}.answer[x]", _("Whether there is an answer is yes or no."))
    return Condition(element["question"], operator, answer)


def check_conditions(definition: Definition, places: Mapping[str, str]) -> None:
    """Refuse a condition on what is not there, on what it cannot be compared with, and on itself."""
    items = {item.link_id: item for item in definition.walk()}
    for item in items.values():
        for place, condition in enumerate(item.conditions):
            _check(items.get(condition.question), condition, f"{places[item.link_id]}.enableWhen[{place}]")
    _refuse_circles(definition, items, places)


def _check(asked: Item | None, condition: Condition, path: str) -> None:
    if asked is None:
        raise Unfit(f"{path}.question", _("There is no question %(id)s.") % {"id": condition.question})
    if not asked.is_question:
        raise Unfit(f"{path}.question", _("This is no question; it has no answer to compare."))
    if condition.operator == "exists":
        return
    kinds = _kinds(asked)
    if condition.answer.kind not in kinds:
        raise Unfit(f"{path}.answer{condition.answer.kind}", _("The question has answers of another kind."))
    if condition.operator in ORDERED and condition.answer.kind in (Kind.CODING, Kind.STRING, Kind.BOOLEAN):
        raise Unfit(f"{path}.operator", _("Answers of this kind are not more or less than each other."))


def _kinds(asked: Item) -> set[Kind]:
    """What the answers to a question can be."""
    found = {option.answer.kind for option in asked.options} or {KINDS[asked.type]}
    if asked.type is ItemType.OPEN_CHOICE:
        found.add(Kind.STRING)
    if asked.type in NUMBERS and asked.type is not ItemType.QUANTITY:
        found |= {Kind.INTEGER, Kind.DECIMAL}
    return found


def _refuse_circles(definition: Definition, items: Mapping[str, Item], places: Mapping[str, str]) -> None:
    """Whether an item is asked may not depend on whether it is asked."""
    needs: dict[str, set[str]] = {
        name: {each.question for each in item.conditions} for name, item in items.items()
    }
    for item in items.values():
        for under in item.items:
            needs[under.link_id].add(item.link_id)
    # How many others decide about it, one by way of the other; whoever asks the list walks all the way.
    long: dict[str, int] = {}

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            path = f"{places[above[-1]]}.enableWhen"
            raise Unfit(path, _("This condition depends on itself, by way of others."))
        if name not in long:
            for each in sorted(needs[name]):
                visit(each, (*above, name))
            long[name] = 1 + max((long[each] for each in needs[name]), default=0)
            if long[name] > LONGEST_WAY:
                raise Unfit(f"{places[name]}.enableWhen", _("This is nested too deeply."))

    for name in items:
        visit(name, ())
