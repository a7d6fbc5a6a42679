"""What somebody can answer, as values without a database or a form: to and from FHIR, and compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """The type of a value, as it ends in FHIR: valueBoolean, valueCoding."""

    BOOLEAN = "Boolean"
    DECIMAL = "Decimal"
    INTEGER = "Integer"
    DATE = "Date"
    DATE_TIME = "DateTime"
    TIME = "Time"
    STRING = "String"
    CODING = "Coding"
    QUANTITY = "Quantity"


@dataclass(frozen=True, slots=True)
class Coding:
    """A fixed answer; two are the same by system and code, whatever they are called in a language."""

    code: str
    system: str = ""
    display: str = ""

    def is_same(self, other: Coding) -> bool:
        return (self.code, self.system) == (other.code, other.system)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit."""

    value: Decimal
    unit: str = ""
    system: str = ""
    code: str = ""

    @property
    def measure(self) -> tuple[str, str]:
        """What must be equal before two can be compared."""
        return (self.system, self.code) if self.code else ("", self.unit)


Content = bool | int | str | Decimal | Coding | Quantity


@dataclass(frozen=True, slots=True)
class Answer:
    """One value that was given, or that a condition or rule compares with."""

    kind: Kind
    value: Content

    def to_fhir(self) -> dict[str, Any]:
        """As it stands in a QuestionnaireResponse: {"valueInteger": 3}."""
        return {f"value{self.kind}": _plain(self.value)}

    def is_equal(self, other: Answer) -> bool:
        """Whether both say the same."""
        if isinstance(self.value, Coding) and isinstance(other.value, Coding):
            return self.value.is_same(other.value)
        order = self.compare(other)
        return order == 0 if order is not None else self.kind == other.kind and self.value == other.value

    def compare(self, other: Answer) -> int | None:
        """Less than 0, 0 or more than 0 as numbers and moments are ordered; None where they are not."""
        one, two = _comparable(self), _comparable(other)
        if one is None or two is None or one[0] != two[0]:
            return None
        return (one[1] > two[1]) - (one[1] < two[1])


def of_fhir(element: Mapping[str, Any], prefix: str = "value") -> Answer | None:
    """The value[x] (or answer[x], initial…) of an element; None when it has none that can be answered."""
    for kind in Kind:
        value = element.get(f"{prefix}{kind}")
        if value is not None:
            return Answer(kind, _content(kind, value))
    return None


def _content(kind: Kind, value: Any) -> Content:
    match kind:
        case Kind.CODING:
            return Coding(value.get("code", ""), value.get("system", ""), value.get("display", ""))
        case Kind.QUANTITY:
            number = Decimal(str(value.get("value", 0)))
            return Quantity(number, value.get("unit", ""), value.get("system", ""), value.get("code", ""))
        case Kind.DECIMAL:
            return Decimal(str(value))
        case Kind.BOOLEAN:
            return bool(value)
        case Kind.INTEGER:
            return int(value)
        case _:
            return str(value)


def _plain(value: Content) -> Any:
    if isinstance(value, Coding):
        return _filled(code=value.code, system=value.system, display=value.display)
    if isinstance(value, Quantity):
        named = _filled(unit=value.unit, system=value.system, code=value.code)
        return {"value": float(value.value)} | named
    return float(value) if isinstance(value, Decimal) else value


def _filled(**parts: str) -> dict[str, str]:
    return {name: part for name, part in parts.items() if part}


def _comparable(answer: Answer) -> tuple[object, Any] | None:
    """What kind of scale a value stands on, and where."""
    value = answer.value
    if isinstance(value, Quantity):
        return value.measure, value.value
    if answer.kind in (Kind.DECIMAL, Kind.INTEGER):
        return "number", Decimal(str(value))
    if answer.kind is Kind.DATE_TIME:
        return answer.kind, _instant(str(value))
    return (answer.kind, value) if answer.kind in (Kind.DATE, Kind.TIME) else None


def _instant(value: str) -> str:
    """A moment in UTC, so that two compare as texts; a year or a month stays what it is."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return moment.astimezone(UTC).isoformat() if moment.tzinfo else value
