"""By when a department promised to answer; computed once, as for every question."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from beterdichtbij.demo.moments import SATURDAY
from tenants.models import Department


def promised_by(department: Department, asked_at: datetime) -> datetime:
    """The end of the promised working day, or some working hours later."""
    closes = department.opening_hours.latest("closes").closes
    day = timezone.localtime(asked_at).date()
    count = department.promise_amount if department.promise_unit == Department.PromiseUnit.DAYS else 1
    while count:
        day += timedelta(1)
        count -= day.weekday() < SATURDAY
    return timezone.make_aware(datetime.combine(day, closes))
