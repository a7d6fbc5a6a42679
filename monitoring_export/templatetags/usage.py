"""How numbers are written."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def grouped(number: int) -> str:
    """12480 as the language groups thousands."""
    return number_format(number, force_grouping=True)


@register.filter
def signed(number: int) -> str:
    """With a plus or a real minus sign."""
    return f"+{grouped(number)}" if number > 0 else grouped(number).replace("-", "\u2212")
