"""A sample of the access log for the privacy officer: lines about patients, chosen by chance, once a week.

Chance is a hash of each line with the week, so that nobody chooses, and everybody who looks sees the same.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import CharField, Value
from django.db.models.functions import MD5, Cast, Concat
from django.utils import timezone

from audit.models import AccessLogEntry

SIZE = 25


def sample(day: date) -> list[AccessLogEntry]:
    """So many lines of the whole week before the one of this day, oldest first."""
    monday = day - timedelta(days=day.weekday())
    start = timezone.make_aware(datetime.combine(monday - timedelta(days=7), time.min))
    end = timezone.make_aware(datetime.combine(monday, time.min))
    lines = AccessLogEntry.objects.filter(
        at__gte=start, at__lt=end, patient_id__isnull=False, actor_id__isnull=False
    ).exclude(role__in=("patient", "relative"))
    by_chance = MD5(Concat(Cast("id", CharField()), Value(monday.isoformat())))
    return sorted(lines.order_by(by_chance)[:SIZE], key=lambda line: line.at)
