"""How a question is shown as a field: which control, what stands in it, what is chosen. Needs no script."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from questionnaires.checking import OTHER
from questionnaires.definition import Answers, Item, ItemType
from questionnaires.values import Answer, Coding, Kind, Quantity
from questionnaires.wording import number

INPUTS = {
    ItemType.DATE: "date",
    ItemType.DATE_TIME: "datetime-local",
    ItemType.TIME: "time",
}
MODES = {ItemType.INTEGER: "numeric", ItemType.DECIMAL: "decimal", ItemType.QUANTITY: "decimal"}
MANY = 12


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Field:
    """`kind` is choices, select, text, lines or input; `values` stand in the controls."""

    kind: str
    item: Item
    values: tuple[str, ...] = ("",)
    choices: tuple[Choice, ...] = ()
    units: tuple[Choice, ...] = ()
    unit: str = ""
    other: str = ""
    has_other: bool = False
    is_other_chosen: bool = False
    input_type: str = "text"
    input_mode: str = ""
    error: str = ""

    @property
    def several(self) -> bool:
        return self.item.repeats


def field_of(item: Item, answers: Answers, *, typed: QueryDict | None = None, error: str = "") -> Field:
    """With what was answered before, or after a refusal with what was typed."""
    given = answers.get(item.link_id, ())
    if item.options or item.type is ItemType.BOOLEAN:
        return _choosing(item, given, typed, error)
    values = tuple(typed.getlist("antwoord")) if typed is not None else tuple(map(_written, given))
    if item.repeats or not values:
        values = (*values, "")
    unit, units = _units(item, given, typed)
    return Field(
        kind="text" if item.type is ItemType.TEXT else "input",
        item=item,
        values=values,
        units=units,
        unit=unit,
        input_type=INPUTS.get(item.type, "text"),
        input_mode=MODES.get(item.type, ""),
        error=error,
    )


def _choosing(item: Item, given: tuple[Answer, ...], typed: QueryDict | None, error: str) -> Field:
    other = next((str(each.value) for each in given if _is_other(item, each)), "")
    chosen = set(typed.getlist("keuze")) if typed is not None else _chosen(item, given)
    is_other = bool(other) or (typed is not None and OTHER in chosen)
    if typed is not None:
        other = typed.get(OTHER, "")
    choices = tuple(Choice(value, label, value in chosen) for value, label in _labels(item))
    is_long = len(choices) > MANY and not item.repeats and item.type is not ItemType.OPEN_CHOICE
    return Field(
        kind="select" if is_long else "choices",
        item=item,
        choices=choices,
        other=other,
        has_other=item.type is ItemType.OPEN_CHOICE,
        is_other_chosen=is_other,
        error=error,
    )


def _labels(item: Item) -> list[tuple[str, str]]:
    if item.type is ItemType.BOOLEAN:
        return [("ja", _("Yes")), ("nee", _("No"))]
    return [(str(place), option.label) for place, option in enumerate(item.options)]


def _chosen(item: Item, given: tuple[Answer, ...]) -> set[str]:
    if item.type is ItemType.BOOLEAN:
        return {"ja" if each.value else "nee" for each in given}
    places = enumerate(item.options)
    return {str(place) for place, option in places if any(option.answer.is_equal(each) for each in given)}


def _is_other(item: Item, answer: Answer) -> bool:
    return answer.kind is Kind.STRING and not any(option.answer.is_equal(answer) for option in item.options)


def _units(item: Item, given: tuple[Answer, ...], typed: QueryDict | None) -> tuple[str, tuple[Choice, ...]]:
    """The unit beside a number: one that is fixed, some to choose from, or a field of its own."""
    known = next((each.value for each in given if isinstance(each.value, Quantity)), None)
    written = typed.get("eenheid", "") if typed is not None else (known.unit if known else "")
    names = [unit.display or unit.code for unit in item.units]
    if len(names) == 1:
        return names[0], ()
    chosen = {str(place) for place, unit in enumerate(item.units) if known and _is_unit(unit, known)}
    chosen |= {written} if typed is not None else set()
    return written, tuple(Choice(str(n), name, str(n) in chosen) for n, name in enumerate(names))


def _is_unit(unit: Coding, known: Quantity) -> bool:
    return (unit.code and unit.code == known.code) or unit.display == known.unit


def _written(answer: Answer) -> str:
    """As a control of a form holds it."""
    value = answer.value
    if isinstance(value, Quantity):
        return number(value.value)
    if isinstance(value, Decimal):
        return number(value)
    if answer.kind is Kind.DATE_TIME:
        return _local(str(value))
    return str(value)


def _local(value: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return local.strftime("%Y-%m-%dT%H:%M")
