"""Birthdays that change who decides: told in advance, done on the day. Safe to run at any time, and again.

That a parent's access ends at 16 stands on the representation; this only sets it right and tells. Each notice
has a key, so that telling twice is telling once.
"""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.models.functions import Now

from people import ages
from people.actions.relatives import keep_to_age, tell_of_change
from people.models import Representation

Ground = Representation.Ground


def keep_birthdays(today: date | None = None) -> int:
    """Look over all parents of the organisation of the scope; how many were told of something now."""
    today = today or _today()
    rows = Representation.objects.select_for_update(of=("self",)).select_related("patient")
    told = 0
    for parent in rows.filter(ground=Ground.PARENT, person__isnull=False, end_reason__in=("", "age", "date")):
        if not parent.is_ended:
            keep_to_age(parent)
        told += _tell(parent, today)
    return told


def _tell(parent: Representation, today: date) -> int:
    born = parent.patient.birth_date
    told = 0
    for years in (ages.BOTH_FROM, ages.ALONE_FROM):
        day = ages.birthday(born, years)
        if ages.is_announced(day, on=today):
            tell_of_change(parent, key=f"age:{parent.id}:{years}:soon")
            Representation.objects.filter(id=parent.id, age_told_at=None).update(age_told_at=Now())
            told += 1
        # A week, so that a worker that stood still tells as well.
        if 0 <= (today - day).days < 7:
            tell_of_change(parent, key=f"age:{parent.id}:{years}:today")
            told += 1
    return told


def _today() -> date:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (now() AT TIME ZONE 'Europe/Amsterdam')::date")
        today: date = cursor.fetchone()[0]
    return today
