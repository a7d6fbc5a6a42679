"""How offsets and moments of a path are said."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepaths.models import Step
from carepaths.wording import spoken_day, spoken_moment

register = template.Library()


@register.filter
def from_visit(step: Step) -> str:
    """ "10 days before" the appointment, on the day itself, or after it."""
    days = abs(step.offset_days)
    if not days:
        return _("the day itself")
    if step.offset_days < 0:
        return ngettext("%(days)d day before", "%(days)d days before", days) % {"days": days}
    return ngettext("%(days)d day after", "%(days)d days after", days) % {"days": days}


@register.filter
def moment(at: datetime, zone: str) -> str:
    """ "maandag 30 november om 10.20 uur", as the clock there shows it."""
    return spoken_moment(at, zone)


@register.filter
def day(at: datetime, zone: str) -> str:
    """ "maandag 30 november"."""
    return spoken_day(at.astimezone(ZoneInfo(zone)).date())
