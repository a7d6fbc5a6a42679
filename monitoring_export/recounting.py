"""From scratch: every day counted again from what happened, and compared with what stands there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Min
from django.utils import timezone

from monitoring_export import observing
from monitoring_export.counting import Days, happened, told
from monitoring_export.days import count, count_days, first_moment, span, stretches, wait_for_turn
from monitoring_export.models import UsageCounted, UsageFigure, UsagePersons, UsageTelemonitored
from monitoring_export.months import first_day, shifted
from monitoring_export.people_sets import to_bits
from monitoring_export.writing import read_month, sums_of_month


@dataclass
class Recount:
    """How many days were counted, and where that differed from what stood there."""

    days: int = 0
    differences: list[str] = field(default_factory=list)


def recount(*, organisation_id: UUID, is_check: bool) -> Recount:
    """Count everything again; what is new is counted first, so that a difference is a mistake.

    With `is_check` nothing but that is written. Inside the job scope of the organisation.
    """
    count_days(organisation_id=organisation_id)
    wait_for_turn(organisation_id)
    counted_at, days, found = UsageCounted.objects.get().counted_at, _days(), Recount()
    found.differences += _of_telemonitoring()
    for first, until in stretches(days):
        found.days += (until - first).days
        becomes, was = happened(first, until, counted_at), told(first, until)
        found.differences += _between(becomes, was)
    if not is_check:
        count(set(days), counted_at, final_before=timezone.localdate(counted_at), is_anew=True)
    found.differences += _of_months(days) if is_check else []
    return found


def _days() -> list[date]:
    """From the first thing that happened, or that was counted, until yesterday: today goes on."""
    oldest = first_moment()
    first = UsageFigure.objects.aggregate(first=Min("starts_on"))["first"]
    starts = [each for each in (oldest and timezone.localdate(oldest), first) if each]
    return span(min(starts), timezone.localdate()) if starts else []


def _between(becomes: Days, was: Days) -> Iterator[str]:
    for cell in sorted(becomes.numbers.keys() | was.numbers.keys(), key=str):
        now, before = becomes.numbers.get(cell, 0), was.numbers.get(cell, 0)
        if now != before:
            yield f"{cell[2]} of {cell[0]}, department {cell[1]}: {before} stands there, {now} happened"
    for place in sorted(becomes.contacts.keys() | was.contacts.keys(), key=str):
        if becomes.contacts.get(place) != was.contacts.get(place):
            yield f"people of {place[0]}, department {place[1]}"


def _of_telemonitoring() -> Iterator[str]:
    """Of everybody, from their first measurement on."""
    becomes = observing.telemonitored(observing.everybody_measured())
    rows = UsageTelemonitored.objects.values_list("patient_id", "condition", "day", "department_id")
    was = {(patient, condition, day): department for patient, condition, day, department in rows}
    for key in becomes.keys() | was.keys():
        if becomes.get(key) != was.get(key):
            yield f"telemonitoring of {key[2]}"


def _of_months(days: list[date]) -> Iterator[str]:
    for month in sorted({first_day(day) for day in days}):
        if sums_of_month(month) != read_month(month):
            yield f"sums of {month:%Y-%m}"
        contacts = told(month, shifted(month, 1)).contacts
        who: dict[object, set[int]] = {}
        for (_day, department_id), numbers in contacts.items():
            who.setdefault(department_id, set()).update(numbers)
        rows = UsagePersons.objects.filter(month=month).values_list("department_id", "bits")
        becomes = {whose: to_bits(each) for whose, each in who.items()}
        if {whose: bytes(bits) for whose, bits in rows} != becomes:
            yield f"people of {month:%Y-%m}"
