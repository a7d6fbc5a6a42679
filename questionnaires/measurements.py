"""A measurement that the team asks for: a list of numbers with unit and bounds, made from a form.

It is a question list like any other, so that a care path asks it at a moment, a rule looks at a number, and
the answers are drawn over time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.conf import settings

from questionnaires.fhir import extensions as ext

UCUM = "http://unitsofmeasure.org"


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a measurement."""

    name: str
    unit: str
    least: Decimal
    most: Decimal


def questionnaire(*, title: str, numbers: Sequence[Number], with_decimals: bool) -> dict[str, Any]:
    """As a FHIR Questionnaire (R4), under an address of its own."""
    return {
        "resourceType": "Questionnaire",
        "language": settings.LANGUAGE_CODE,
        "url": f"urn:uuid:{uuid4()}",
        "version": "1",
        "title": title,
        "status": "active",
        "subjectType": ["Patient"],
        "item": [_item(place, each, with_decimals) for place, each in enumerate(numbers, 1)],
    }


def _item(place: int, number: Number, with_decimals: bool) -> dict[str, Any]:
    ends = ((ext.LEAST, number.least), (ext.MOST, number.most))
    if with_decimals:
        bounds: list[dict[str, Any]] = [{"url": url, "valueDecimal": float(end)} for url, end in ends]
    else:
        bounds = [{"url": url, "valueInteger": int(end)} for url, end in ends]
    unit = {"url": ext.UNIT, "valueCoding": {"system": UCUM, "code": number.unit, "display": number.unit}}
    decimals = [{"url": ext.DECIMALS, "valueInteger": 1}] if with_decimals else []
    return {
        "linkId": f"number-{place}",
        "type": "decimal" if with_decimals else "integer",
        "text": f"{number.name} ({number.unit})" if number.unit else number.name,
        "required": True,
        "extension": [*bounds, *([unit] if number.unit else []), *decimals],
    }
