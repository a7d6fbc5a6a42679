"""What happened on some days, as figures: from what is in the tables now, and as it was counted before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

import holidays
from django.db import connection
from django.utils import timezone

from monitoring_export.models import UsageContacts, UsageFigure

FOLDER = Path(__file__).parent
MESSAGES = (FOLDER / "counting_messages.sql").read_text()
FACTS = (FOLDER / "counting_facts.sql").read_text()
OPENS, CLOSES = time(8), time(18)
KEYS_OF_MESSAGES = (
    "messages_people", "messages_patient", "messages_team", "messages_auto", "messages_outside",
)  # fmt: skip
Place = tuple[date, UUID]
Cell = tuple[date, UUID | None, str, int]


@dataclass
class Days:
    """The figures of days: numbers by day, department, key and step, and who had contact."""

    numbers: dict[Cell, int] = field(default_factory=dict)
    contacts: dict[Place, list[int]] = field(default_factory=dict)


def moment(day: date) -> datetime:
    """The local midnight at which a day begins."""
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def happened(first: date, until: date, counted_at: datetime) -> Days:
    """Count days from what is in the tables. Inside the job scope of the organisation."""
    found = Days()
    free = holidays.country_holidays("NL", years=range(first.year, until.year + 1))
    parameters: dict[str, Any] = {
        "begin": moment(first), "end": moment(until), "first": first, "until": until,
        "counted_at": counted_at,
        "holidays": sorted(free), "opens": OPENS, "closes": CLOSES,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(MESSAGES, parameters)
        for day, department_id, *numbers, who in cursor.fetchall():
            for key, number in zip(KEYS_OF_MESSAGES, numbers, strict=True):
                if number:
                    found.numbers[day, department_id, key, 0] = number
            if who:
                found.contacts[day, department_id] = who
        cursor.execute(FACTS, parameters)
        for day, whose, key, step, number in cursor.fetchall():
            found.numbers[day, whose, key, step] = number
    return found


def told(first: date, until: date) -> Days:
    """The same days as they were counted before."""
    rows = UsageFigure.objects.filter(span=UsageFigure.Span.DAY, starts_on__gte=first, starts_on__lt=until)
    cells = rows.values_list("starts_on", "department_id", "key", "step", "number")
    contacts = UsageContacts.objects.filter(day__gte=first, day__lt=until)
    return Days(
        {(day, department_id, key, step): number for day, department_id, key, step, number in cells},
        {
            (day, whose): numbers
            for day, whose, numbers in contacts.values_list("day", "department_id", "numbers")
        },
    )
