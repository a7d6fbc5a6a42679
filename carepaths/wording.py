"""Fills in what a step says. The placeholders are those a department types, so they are Dutch words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.dateformat import DateFormat
from django.utils.translation import gettext as _

from carepaths.clock import deadline
from carepaths.models import Step, Visit

PLACEHOLDER = re.compile(r"\{(\w+)\}")
KNOWN = frozenset(
    {"voornaam", "naam", "afspraak", "datum", "afdeling", "behandelaar", "plaats", "waar", "telefoon"}
)


def unknown_placeholders(text: str) -> set[str]:
    """Names between braces that nothing will fill in."""
    return set(PLACEHOLDER.findall(text)) - KNOWN


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace each placeholder once; what is filled in is not looked at again."""
    return PLACEHOLDER.sub(lambda match: values.get(match[1], ""), text).strip()


def values_of(visit: Visit, *, now: datetime, deadline_days: int | None = None) -> dict[str, str]:
    """What the placeholders stand for at this moment, in the language of the patient."""
    patient, department = visit.patient, visit.department
    with translation.override(patient.language):
        last = due_day(visit, now=now, days=deadline_days)
        return {
            "voornaam": patient.given_name,
            "naam": patient.name,
            "afspraak": spoken_moment(visit.starts_at, visit.zone),
            "datum": spoken_day(last) if last else "",
            "afdeling": department.name,
            "behandelaar": visit.clinician or _("your care team"),
            "plaats": visit.place or department.name,
            "waar": department.where_to_go
            or _("Call us and we will tell you: {phone}.").format(phone=department.phone),
            "telefoon": department.phone,
        }


def due_day(visit: Visit, *, now: datetime, days: int | None) -> date | None:
    """By which day a step is to be done, if it has one."""
    if days is None:
        return None
    return deadline(visit.starts_at, days_before=days, now=now, zone=visit.zone)


def filled_buttons(step: Step, values: Mapping[str, str]) -> list[dict[str, Any]]:
    """The buttons of a step as `conversations.Task.choices`."""
    return [button | {"text": fill(button.get("text", ""), values)} for button in step.buttons]


def spoken_day(day: date) -> str:
    """As one says it: "maandag 30 november"."""
    return DateFormat(day).format("l j E")


def spoken_moment(moment: datetime, zone: str) -> str:
    """As one says it: "maandag 30 november om 10.20 uur"."""
    local = moment.astimezone(ZoneInfo(zone))
    return _("{day} at {time}").format(day=spoken_day(local.date()), time=DateFormat(local).format(_("H:i")))


def moved_text(visit: Visit, *, now: datetime) -> str:
    """The one message about a move, however often the planner hesitated."""
    values = values_of(visit, now=now)
    with translation.override(visit.patient.language):
        return _(
            "Your appointment was moved. The new moment is {afspraak}. What we ask of you moves along."
        ).format(afspraak=values["afspraak"])
