"""How numbers are written."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from monitoring_export.dictionary import MINUTES, PER_CENT, Figure
from tenants.roles import Act, may

register = template.Library()
PLACES = (
    ("monitoring_export:overview", _("Our own figures"), Act.READ_USAGE),
    ("monitoring_export:files", _("Files"), Act.READ_USAGE),
    ("monitoring_export:deliveries", _("Deliveries"), Act.CONFIGURE_ORGANISATION),
    ("national:compare", _("National monitor"), Act.READ_USAGE),
    ("national:taking_part", _("Taking part"), Act.CONFIGURE_ORGANISATION),
    ("national:brought", _("Figures from elsewhere"), Act.CONFIGURE_ORGANISATION),
)


@register.filter
def grouped(number: int) -> str:
    """12480 as the language groups thousands."""
    return number_format(number, force_grouping=True)


@register.filter
def signed(number: int) -> str:
    """With a plus or a real minus sign."""
    return f"+{grouped(number)}" if number > 0 else grouped(number).replace("-", "\u2212")


@register.filter
def figure(number: float | None) -> str:
    """A figure as people read it: whole, or with one decimal; a dash when there is none."""
    if number is None:
        return "\u2013"
    whole = float(number).is_integer()
    return number_format(int(number) if whole else round(number, 1), 0 if whole else 1, force_grouping=True)


@register.filter
def unit(of: Figure) -> str:
    """What stands behind a number; a number of something needs no word."""
    if of.unit == PER_CENT:
        return "%"
    return gettext("min") if of.unit == MINUTES else ""


@register.simple_tag(takes_context=True)
def usage_places(context: template.Context) -> list[dict[str, object]]:
    """The pages about figures where this member may go, and which of them is shown now."""
    slug, here = context["organisation"].slug, context["request"].path
    places = [
        (reverse(name, args=[slug]), label) for name, label, act in PLACES if may(context["membership"], act)
    ]
    # What stands below a page belongs to it, unless it has a page of its own.
    nearest = max((path for path, _label in places if here.startswith(path)), key=len, default="")
    return [{"path": path, "name": label, "is_here": path == nearest} for path, label in places]
