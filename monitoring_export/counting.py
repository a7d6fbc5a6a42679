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

from monitoring_export.amounts import Amount, from_row
from monitoring_export.models import UsageContacts, UsageFigure

FOLDER = Path(__file__).parent
MESSAGES = (FOLDER / "counting_messages.sql").read_text()
FACTS = (FOLDER / "counting_facts.sql").read_text()
UNREAD = (FOLDER / "counting_unread.sql").read_text()
OPENS, CLOSES = time(8), time(18)
KEYS_OF_MESSAGES = (
    "messages_people", "messages_patient", "messages_team", "messages_auto", "messages_outside",
)  # fmt: skip
Place = tuple[date, UUID]
UNREAD_WEEK = "unread_week"
Cell = tuple[date, UUID | None, str]


@dataclass
class Days:
    """The figures of days by day, department and key, and who had contact."""

    numbers: dict[Cell, Amount] = field(default_factory=dict)
    contacts: dict[Place, list[int]] = field(default_factory=dict)


def moment(day: date) -> datetime:
    """The local midnight at which a day begins."""
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def parameters(first: date, until: date, counted_at: datetime) -> dict[str, Any]:
    """What the statements of counting ask for, by name."""
    free = holidays.country_holidays("NL", years=range(first.year, until.year + 1))
    return {
        "begin": moment(first), "end": moment(until), "first": first, "until": until,
        "counted_at": counted_at,
        "holidays": sorted(free), "opens": OPENS, "closes": CLOSES,
    }  # fmt: skip


def happened(first: date, until: date, counted_at: datetime) -> Days:
    """Count days from what is in the tables. Inside the job scope of the organisation."""
    found, asked = unread(first, until), parameters(first, until, counted_at)
    with connection.cursor() as cursor:
        cursor.execute(MESSAGES, asked)
        for day, department_id, *numbers, who in cursor.fetchall():
            for key, number in zip(KEYS_OF_MESSAGES, numbers, strict=True):
                if number:
                    found.numbers[day, department_id, key] = number
            if who:
                found.contacts[day, department_id] = who
        cursor.execute(FACTS, asked)
        for day, whose, key, number, step in cursor.fetchall():
            if step is None:
                found.numbers[day, whose, key] = number
            else:
                found.numbers.setdefault((day, whose, key), {})[step] = number  # type: ignore[index]
    return found


def unread(first: date, until: date) -> Days:
    """The one figure of days that is not known before a week is over."""
    with connection.cursor() as cursor:
        cursor.execute(UNREAD, {"first": first, "until": until})
        return Days({(day, whose, UNREAD_WEEK): number for day, whose, number in cursor.fetchall()})


def told(first: date, until: date) -> Days:
    """The same days as they were counted before."""
    contacts = UsageContacts.objects.filter(day__gte=first, day__lt=until)
    who = contacts.values_list("day", "department_id", "numbers")
    return Days(_told(first, until), {(day, whose): numbers for day, whose, numbers in who})


def unread_told(first: date, until: date) -> Days:
    """That figure alone, as it was counted before."""
    return Days(_told(first, until, key=UNREAD_WEEK))


def _told(first: date, until: date, **only: str) -> dict[Cell, Amount]:
    rows = UsageFigure.objects.filter(
        span=UsageFigure.Span.DAY, starts_on__gte=first, starts_on__lt=until, **only
    )
    cells = rows.values_list("starts_on", "department_id", "key", "number", "steps")
    return {(day, whose, key): from_row(number, steps) for day, whose, key, number, steps in cells}
