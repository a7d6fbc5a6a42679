"""Counts a month again. Idempotent: the same rows give the same figures, however often it runs."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from django.db import connection
from django.utils import timezone

from monitoring_export import months
from monitoring_export.models import CountedMonth, UsagePatient, UsageRollup
from rowsecurity.scopes import current_scope

COUNT = (Path(__file__).parent / "counting.sql").read_text()
# A month that takes long to count is counted less often: at most one thirtieth of the time goes to it.
REST = 30
# What was being written while we counted may carry an earlier moment.
UNDER_WAY = timedelta(minutes=1)
# A conversation that changed since, found by the index of each department; and what happened to invitations.
CHANGED = """
SELECT EXISTS (SELECT FROM tenants_department d WHERE d.organisation_id = app_organisation() AND EXISTS (
  SELECT FROM conversations_conversation c WHERE c.organisation_id = app_organisation()
  AND c.department_id = d.id AND c.last_message_at > %(since)s))
OR EXISTS (SELECT FROM people_invitation i WHERE i.organisation_id = app_organisation()
  AND (i.sent_at > %(since)s OR i.activated_at > %(since)s))
"""


def roll_up(*, organisation_id: UUID, month: date) -> None:
    """Count one month of one organisation. Inside its job scope."""
    assert current_scope().organisation_id == organisation_id
    began, (begin, end) = time.monotonic(), months.bounds(month)
    with connection.cursor() as cursor:
        # Two at once would each remove what neither sees: one waits.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{organisation_id}{month}"])
        cursor.execute("SELECT statement_timestamp()")
        counted_at = cursor.fetchone()[0]
    UsageRollup.objects.filter(month=month).delete()
    UsagePatient.objects.filter(month=month).delete()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"month": month, "begin": begin, "end": end})
    told = {"counted_at": counted_at, "seconds": time.monotonic() - began}
    CountedMonth.objects.update_or_create(month=month, defaults=told)


def roll_up_if_changed(*, organisation_id: UUID, month: date) -> bool:
    """Count the month when something happened since it was counted, and it had its rest; whether it was."""
    counted = CountedMonth.objects.filter(month=month).first()
    if counted and (_rests(counted) or not _has_changed(counted)):
        return False
    roll_up(organisation_id=organisation_id, month=month)
    return True


def _rests(counted: CountedMonth) -> bool:
    return timezone.now() < counted.counted_at + timedelta(seconds=counted.seconds * REST)


def _has_changed(counted: CountedMonth) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, {"since": counted.counted_at - UNDER_WAY})
        return bool(cursor.fetchone()[0])
