"""How offsets and moments of a path are said."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template

from carepaths.clock import NETHERLANDS
from carepaths.describing import from_anchor
from carepaths.describing import only_if as only_if_of
from carepaths.models import CarePathVersion, Step, Visit
from carepaths.wording import spoken_day, spoken_moment

register = template.Library()


@register.filter
def from_visit(step: Step) -> str:
    """ "10 days before" the anchor, on the day itself, or after it."""
    return from_anchor(step.offset, step.unit)


@register.filter
def only_if(step: Step) -> str:
    """The conditions of a step in words."""
    return only_if_of(step, otherwise=True)


@register.filter
def kind_of_visit(version: CarePathVersion) -> str:
    """The kinds of appointment that start a version, as they are named."""
    named = [each.code_name or each.code for each in version.triggers.all() if each.kind == "appointment"]
    return ", ".join(named)


@register.filter
def moment(at: datetime | None, zone: str | None) -> str:
    """ "maandag 30 november om 10.20 uur", as the clock there shows it; nothing for what has no moment."""
    return spoken_moment(at, zone or NETHERLANDS) if at else ""


@register.filter
def moment_of(at: datetime, visit: Visit | None) -> str:
    """The same on the clock of the place of a visit; at home when a path has none."""
    return spoken_moment(at, visit.zone if visit else NETHERLANDS)


@register.filter
def day(at: datetime, zone: str) -> str:
    """ "maandag 30 november"."""
    return spoken_day(at.astimezone(ZoneInfo(zone)).date())
