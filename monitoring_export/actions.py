"""Counts again what changed. Idempotent: the same rows give the same figures, however often it runs."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import connection
from django.utils import timezone

from monitoring_export import months
from monitoring_export.days import WRITTEN_WITHIN, count_days
from monitoring_export.models import CountedMonth, UsageChange, UsageCounted, UsagePatient, UsageRollup
from rowsecurity.scopes import current_scope

COUNT = (Path(__file__).parent / "counting.sql").read_text()
# A month that takes long to count is counted less often: at most one thirtieth of the time goes to it.
REST = 30
# What was being written while we counted may carry an earlier moment.
UNDER_WAY = timedelta(minutes=1)
# What no index of a conversation or an invitation tells: visits, question lists, consults.
AT_THE_LATEST = timedelta(minutes=15)
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
    if counted and (_rests(counted) or not _has_changed(counted.counted_at - UNDER_WAY)):
        return False
    roll_up(organisation_id=organisation_id, month=month)
    return True


def count_days_if_due(*, organisation_id: UUID) -> int:
    """Count what may have changed when something did, or it is some time ago; how many days that were."""
    last = UsageCounted.objects.first()
    if last and (_rests(last) or not _is_due(last)):
        return 0
    return count_days(organisation_id=organisation_id)


def _is_due(last: UsageCounted) -> bool:
    now = timezone.now()
    is_long_ago = now > last.counted_at + AT_THE_LATEST
    is_of_yesterday = timezone.localdate(last.counted_at) < timezone.localdate(now)
    since = last.horizon - WRITTEN_WITHIN
    return is_long_ago or is_of_yesterday or UsageChange.objects.exists() or _has_changed(since)


def _rests(counted: CountedMonth | UsageCounted) -> bool:
    return timezone.now() < counted.counted_at + timedelta(seconds=counted.seconds * REST)


def _has_changed(since: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, {"since": since})
        return bool(cursor.fetchone()[0])
