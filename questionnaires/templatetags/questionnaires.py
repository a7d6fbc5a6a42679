"""How numbers of lists are written."""

from __future__ import annotations

from decimal import Decimal

from django import template

from questionnaires.wording import number

register = template.Library()


@register.filter
def in_digits(value: Decimal) -> str:
    """As the language writes a number, without needless zeros."""
    return number(value)
