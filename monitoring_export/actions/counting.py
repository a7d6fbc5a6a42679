"""Counts again what changed. Idempotent: the same rows give the same figures, however often it runs."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from monitoring_export.days import WRITTEN_WITHIN, count_days
from monitoring_export.models import UsageChange, UsageCounted

# What takes long to count is counted less often: at most one thirtieth of the time goes to it.
REST = 30
# What no index of a message or an invitation tells: visits, question lists, consults.
AT_THE_LATEST = timedelta(minutes=15)
# What was said or begun since, and what happened to invitations: one look in an index each.
CHANGED = """
SELECT EXISTS (SELECT FROM conversations_message
  WHERE organisation_id = (SELECT app_organisation()) AND sent_at > %(since)s)
OR EXISTS (SELECT FROM conversations_conversation
  WHERE organisation_id = (SELECT app_organisation()) AND created_at > %(since)s)
OR EXISTS (SELECT FROM people_invitation
  WHERE organisation_id = (SELECT app_organisation()) AND sent_at > %(since)s)
OR EXISTS (SELECT FROM people_invitation
  WHERE organisation_id = (SELECT app_organisation()) AND activated_at > %(since)s)
"""


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


def _rests(counted: UsageCounted) -> bool:
    return timezone.now() < counted.counted_at + timedelta(seconds=counted.seconds * REST)


def _has_changed(since: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, {"since": since})
        return bool(cursor.fetchone()[0])
