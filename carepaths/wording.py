"""Fills in what a step says. The placeholders are those a department types, so they are Dutch words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.dateformat import DateFormat
from django.utils.translation import gettext as _

from carepaths.clock import deadline
from carepaths.content import APPOINTMENT, PathContent
from carepaths.models import EnrolmentAnchor, PathAnchor, Step, Visit
from people.models import Patient
from tenants.models import Department

PLACEHOLDER = re.compile(r"\{(\w+)\}")
OF_VISIT = frozenset({"afspraak", "behandelaar", "plaats"})
KNOWN = OF_VISIT | {"voornaam", "naam", "datum", "afdeling", "waar", "telefoon"}


def known_placeholders(content: PathContent) -> frozenset[str]:
    """What can be filled in on this path: the moment of each anchor too; of a visit only if there is one."""
    keys = frozenset(anchor.key for anchor in content.anchors)
    has_visit = any(anchor.source == PathAnchor.Source.APPOINTMENT for anchor in content.anchors)
    return (KNOWN if has_visit else KNOWN - OF_VISIT) | keys


def unknown_placeholders(text: str, known: Collection[str] = KNOWN) -> set[str]:
    """Names between braces that nothing will fill in."""
    return set(PLACEHOLDER.findall(text)) - set(known)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace each placeholder once; what is filled in is not looked at again."""
    return PLACEHOLDER.sub(lambda match: values.get(match[1], ""), text).strip()


@dataclass(frozen=True, slots=True)
class Said:
    """About whom, where and when something is said."""

    patient: Patient
    department: Department
    visit: Visit | None
    anchors: Mapping[str, EnrolmentAnchor]


def values_of(said: Said, *, last: date | None, language: str) -> dict[str, str]:
    """What the placeholders stand for at this moment."""
    patient, department = said.patient, said.department
    with translation.override(language):
        values = {key: spoken_anchor(anchor) for key, anchor in said.anchors.items()}
        return values | {
            "voornaam": patient.given_name,
            "naam": patient.name,
            "datum": spoken_day(last) if last else "",
            "afdeling": department.name,
            "waar": department.where_to_go
            or _("Call us and we will tell you: {phone}.").format(phone=department.phone),
            "telefoon": department.phone,
            **_of_visit(said),
        }


def _of_visit(said: Said) -> dict[str, str]:
    visit = said.visit
    if visit is None:
        return {}
    return {
        "afspraak": spoken_moment(visit.starts_at, visit.zone),
        "behandelaar": visit.clinician or _("your care team"),
        "plaats": visit.place or said.department.name,
    }


def due_day(step: Step, said: Said, *, now: datetime) -> date | None:
    """By which day a step is to be done, if it has one."""
    anchor = said.anchors.get(step.anchor)
    if step.deadline_days is None or anchor is None or anchor.moment is None:
        return None
    return deadline(anchor.moment, days_before=step.deadline_days, now=now, zone=anchor.zone)


def language_of(step: Step, patient: Patient) -> str:
    """The language of the patient when the step has words in it, else the one it was written in."""
    has_words = bool(step.texts.get(patient.reads_in, {}).get("text"))
    return patient.reads_in if has_words else settings.LANGUAGE_CODE


@dataclass(frozen=True, slots=True)
class Words:
    """A step as it is said to one patient."""

    title: str
    text: str
    buttons: list[dict[str, Any]]


def words_of(step: Step, said: Said, *, last: date | None) -> Words:
    """Everything filled in, in the language of the patient when there is a text in it."""
    language = language_of(step, said.patient)
    words = step.texts.get(language, {})
    values = values_of(said, last=last, language=language)
    own = values_of(said, last=last, language=settings.LANGUAGE_CODE)
    translated = words.get("buttons", {})
    buttons = [button | _button(button, translated, values, own) for button in step.buttons]
    title = words.get("title") or step.title
    return Words(fill(title, values), fill(words.get("text") or step.text, values), buttons)


def _button(
    button: dict[str, Any], translated: Mapping[str, Any], values: Mapping[str, str], own: Mapping[str, str]
) -> dict[str, str]:
    """What has no words in the language of the patient, such as what the team is asked, is in our own."""
    words = translated.get(str(button.get("key")), {})
    return {
        name: fill(words[name], values) if words.get(name) else fill(button.get(name, ""), own)
        for name in ("label", "text")
    }


def spoken_day(day: date) -> str:
    """As one says it: "maandag 30 november"."""
    return DateFormat(day).format("l j E")


def spoken_time(at: time) -> str:
    """As one says it: "09.00 uur"."""
    return DateFormat(datetime.combine(date.min, at)).format(_("H:i"))


def spoken_moment(moment: datetime, zone: str) -> str:
    """As one says it: "maandag 30 november om 10.20 uur"."""
    local = moment.astimezone(ZoneInfo(zone))
    return _("{day} at {time}").format(day=spoken_day(local.date()), time=DateFormat(local).format(_("H:i")))


def spoken_anchor(anchor: EnrolmentAnchor) -> str:
    """The day, or the moment when it has an hour; nothing while it is not known."""
    if anchor.moment is None:
        return ""
    if anchor.is_day:
        return spoken_day(anchor.moment.astimezone(ZoneInfo(anchor.zone)).date())
    return spoken_moment(anchor.moment, anchor.zone)


def date_asked(anchor: PathAnchor, patient: Patient) -> Words:
    """Asks the patient for a moment, in their language; its name is as the team wrote it."""
    with translation.override(patient.reads_in):
        title = _("Fill in a date: {name}").format(name=anchor.name)
        return Words(title, _("We need this date to send you what you need on the right day."), [])


def way_in(said: Said) -> str:
    """How the patient comes into the waiting room; stands under the words of the step."""
    with translation.override(said.patient.reads_in):
        return _(
            "You go in with the button at the top of this conversation. The waiting room opens half an hour"
            " before. You can test your camera and microphone there earlier."
        )


def moved_text(said: Said, names: Mapping[str, str]) -> str:
    """The one message about a move, however often the planner hesitated; `names` of what moved, by key."""
    with translation.override(said.patient.reads_in):
        if said.visit is not None and not set(names) - {APPOINTMENT}:
            moment = spoken_moment(said.visit.starts_at, said.visit.zone)
            return _(
                "Your appointment was moved. The new moment is {afspraak}. What we ask of you moves along."
            ).format(afspraak=moment)
        lines = [f"{name}: {spoken_anchor(said.anchors[key])}" for key, name in names.items()]
        heading = _("Your dates have changed. What we ask of you moves along. These are the dates now:")
        return "\n".join([heading, *lines])
