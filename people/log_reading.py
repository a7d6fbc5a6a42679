"""Reads the access log: for a patient about themselves, for an organisation about everybody there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from audit.models import ABOUT_EVERYBODY, AccessLogEntry
from people.log_wording import sentence
from people.models import Patient, Person
from tenants.models import Organisation


@dataclass(frozen=True, slots=True)
class Look:
    """One or more equal events of a day: who, where, what, when last, and how often."""

    who: str
    organisation: str
    what: str
    at: datetime
    times: int
    is_self: bool


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    looks: list[Look]


def about(person: Person) -> QuerySet[AccessLogEntry]:
    """Every line about this person as a patient, over all organisations, newest first. In a person scope.

    Also what was done there with all that the organisation has.
    """
    registrations = list(Patient.objects.filter(person=person).values_list("id", "organisation_id"))
    own, where = [each for each, _ in registrations], {organisation for _, organisation in registrations}
    about_all = Q(patient_id=None, event__in=ABOUT_EVERYBODY)
    lines = AccessLogEntry.objects.filter(Q(patient_id__in=own) | about_all, organisation_id__in=where)
    return lines.order_by("-at", "-id")


def by_day(entries: Iterable[AccessLogEntry], person: Person) -> list[Day]:
    """The lines by day; the same by the same on one day is told once, with how often."""
    entries = list(entries)
    names = dict(Organisation.objects.values_list("id", "name"))
    days = groupby(entries, key=lambda entry: timezone.localdate(entry.at))
    return [Day(day, _looks(list(lines), person, names)) for day, lines in days]


def _looks(entries: list[AccessLogEntry], person: Person, names: dict[UUID, str]) -> list[Look]:
    told: dict[tuple[str, UUID, str], list[AccessLogEntry]] = {}
    for entry in entries:
        told.setdefault((entry.actor_label, entry.organisation_id, sentence(entry)), []).append(entry)
    return [
        Look(who, names[organisation_id], what, same[0].at, len(same), same[0].actor_id == person.id)
        for (who, organisation_id, what), same in told.items()
    ]


def of_organisation(*, number: str = "", who: str = "", day: date | None = None) -> QuerySet[AccessLogEntry]:
    """The lines of the organisation of the scope, newest first, narrowed by what was filled in."""
    lines = AccessLogEntry.objects.order_by("-at", "-id")
    if number:
        lines = lines.filter(patient_id__in=Patient.objects.filter(number=number).values("id"))
    if who:
        lines = lines.filter(actor_label__icontains=who)
    if day:
        start = timezone.make_aware(datetime.combine(day, time.min))
        end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        lines = lines.filter(at__gte=start, at__lt=end)
    return lines
