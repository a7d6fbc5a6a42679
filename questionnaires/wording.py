"""How answers read: on the screens of both sides and in a copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format, time_format
from django.utils.translation import gettext as _

from questionnaires.values import Answer, Coding, Kind, Quantity, of_fhir


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list that was filled in: a heading, or a question with what was answered."""

    link_id: str
    text: str
    answers: tuple[str, ...] = ()
    is_heading: bool = False


def in_words(answer: Answer) -> str:
    """One answer: "Yes", "37,5 °C", "Monday 30 November"."""
    value = answer.value
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Coding):
        return value.display or value.code
    if isinstance(value, Quantity):
        return f"{number(value.value)} {value.unit or value.code}".strip()
    if isinstance(value, int | Decimal):
        return number(Decimal(value))
    return _moment(answer.kind, value)


def number(value: Decimal) -> str:
    """A number as the language writes it, without needless zeros."""
    plain = format(value.normalize(), "f")
    decimals = len(plain.partition(".")[2])
    return number_format(Decimal(plain), decimal_pos=decimals)


def lines(resource: Mapping[str, Any]) -> list[Line]:
    """A QuestionnaireResponse as it is read, in the words in which it was asked."""
    return list(_lines(resource.get("item") or []))


def _lines(items: Iterable[Mapping[str, Any]]) -> Iterable[Line]:
    for item in items:
        given = item.get("answer") or []
        words = tuple(in_words(answer) for each in given if (answer := of_fhir(each)))
        if words or item.get("text"):
            yield Line(item["linkId"], item.get("text", ""), words, is_heading=not words)
        yield from _lines(item.get("item") or [])
        for each in given:
            yield from _lines(each.get("item") or [])


def _moment(kind: Kind, value: str) -> str:
    try:
        if kind is Kind.DATE:
            return date_format(date.fromisoformat(value), "j E Y")
        if kind is Kind.TIME:
            return time_format(time.fromisoformat(value), "H.i")
        if kind is Kind.DATE_TIME:
            moment = datetime.fromisoformat(value)
            local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
            return date_format(local, _("j F Y, H.i"))
    except ValueError:
        return value
    return value
