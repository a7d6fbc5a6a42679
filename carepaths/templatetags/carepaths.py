"""How moments of a path are said."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template

from carepaths.clock import NETHERLANDS
from carepaths.models import Visit
from carepaths.wording import spoken_day, spoken_moment

register = template.Library()


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
