"""Counts the days that may have changed: what is new since it was counted last, came late, or was changed.

What is new is found by its moment. A row that the last count did not see was written by a transaction that
was not over then; its moment is at most a minute before that transaction began to write (whatever is older is
noted by a trigger, see migration 0005). So counting begins a minute before the horizon: a moment at which no
transaction that went on at the last count had begun to write. That is the moment of an earlier count, once
all that went on then are over.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from monitoring_export import observing
from monitoring_export.counting import happened, moment, told, unread, unread_told
from monitoring_export.models import UsageCounted
from monitoring_export.months import first_day
from monitoring_export.writing import add_to_months, restate, write_days, write_months
from rowsecurity.scopes import current_scope

WRITTEN_WITHIN = timedelta(minutes=1)
DAY = timedelta(days=1)
# As many days in one go as fit in memory with ease.
AT_ONCE = 31
UNREAD_FOR = timedelta(days=8)
NOW = """
SELECT statement_timestamp(), pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
  pg_snapshot_xmax(pg_current_snapshot())::text::bigint
"""
FIRST = """
SELECT least(
  (SELECT min(created_at) FROM conversations_conversation WHERE organisation_id = app_organisation()),
  (SELECT min(sent_at) FROM conversations_message WHERE organisation_id = app_organisation()),
  (SELECT min(sent_at) FROM people_invitation WHERE organisation_id = app_organisation()),
  (SELECT min(starts_at) FROM video_videovisit WHERE organisation_id = app_organisation()),
  (SELECT min(asked_at) FROM questionnaires_questionnairerequest WHERE organisation_id = app_organisation()))
"""
DAYS_OF_TALK = """
SELECT DISTINCT (moment AT TIME ZONE 'Europe/Amsterdam')::date FROM (
  SELECT sent_at AS moment FROM conversations_message
  WHERE organisation_id = app_organisation() AND conversation_id = ANY (%(ids)s)
  UNION ALL SELECT created_at FROM conversations_conversation
  WHERE organisation_id = app_organisation() AND id = ANY (%(ids)s)) AS moments
"""


@dataclass
class Changes:
    """What was noted since it was counted last."""

    days: set[date] = field(default_factory=set)
    patients: set[UUID] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Clock:
    """This moment as the database sees it, and the transactions that go on."""

    now: datetime
    oldest_transaction: int
    newest_transaction: int

    @classmethod
    def read(cls) -> Clock:
        with connection.cursor() as cursor:
            cursor.execute(NOW)
            return cls(*cursor.fetchone())


def count_days(*, organisation_id: UUID) -> int:
    """Count what may have changed, and say how many days that were. Inside a job scope."""
    assert current_scope().organisation_id == organisation_id
    began = time.monotonic()
    wait_for_turn(organisation_id)
    clock, last = Clock.read(), UsageCounted.objects.first()
    changes = _changes()
    today = timezone.localdate(clock.now)
    since = _since(last) or clock.now
    days = changes.days | set(span(timezone.localdate(since), today + DAY))
    seen = _unread(last, since, today)
    count(days, clock.now, final_before=timezone.localdate(since) if last else date.min, first_seen=seen)
    count_unread(seen - days)
    observing.keep_traits(changes.patients)
    _keep(clock, last, began)
    return len(days | seen)


def count(
    days: set[date],
    counted_at: datetime,
    *,
    final_before: date,
    first_seen: Iterable[date] = (),
    is_anew: bool = False,
) -> None:
    """Make these days what happened on them, with a line where one of before was told otherwise.

    Anew their months are made of all their days; else of what was there and the difference.
    """
    days = {day for day in days if day <= timezone.localdate(counted_at)}
    for first, until in stretches(days):
        days |= observing.keep_telemonitored(moment(first), moment(until), first, until)
    for first, until in stretches(days):
        becomes, was = happened(first, until, counted_at), told(first, until)
        restate(becomes, was, final_before, first_seen=frozenset(first_seen))
        write_days(becomes, was)
        if not is_anew:
            add_to_months(becomes, was)
    if is_anew:
        write_months(sorted({first_day(day) for day in days}))


def count_unread(days: set[date]) -> None:
    """Days of which nothing changed but that a week is over: what was unread then is new."""
    for first, until in stretches(days):
        becomes, was = unread(first, until), unread_told(first, until)
        write_days(becomes, was)
        add_to_months(becomes, was)


def wait_for_turn(organisation_id: UUID) -> None:
    """Two at once would each write what the other does not see: one waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [str(organisation_id)])


def hold_counting(organisation_id: UUID) -> bool:
    """Have no count end before this transaction does; False, and nothing held, where one goes on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 1))", [str(organisation_id)])
        return bool(cursor.fetchone()[0])


def first_moment() -> datetime | None:
    """The oldest moment of anything that is counted."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST)
        found: datetime | None = cursor.fetchone()[0]
    return found


def span(first: date, until: date) -> list[date]:
    return [first + DAY * number for number in range((until - first).days)]


def stretches(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """Days that follow each other, as first day and the day after the last; no stretch is long."""
    first = after = None
    for day in sorted(days):
        if first is not None and after is not None and (day != after or (day - first).days >= AT_ONCE):
            yield first, after
            first = None
        first, after = first or day, day + DAY
    if first is not None and after is not None:
        yield first, after


def _since(last: UsageCounted | None) -> datetime | None:
    return last.horizon - WRITTEN_WITHIN if last else first_moment()


def _changes() -> Changes:
    """Take what was noted; what a transaction that goes on now notes is there the next time."""
    found, talks = Changes(), []
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM monitoring_export_usagechange WHERE organisation_id = app_organisation()"
            " RETURNING moment, conversation_id, patient_id"
        )
        for at, conversation_id, patient_id in cursor.fetchall():
            if at:
                found.days.add(timezone.localdate(at))
            if conversation_id:
                talks.append(conversation_id)
            if patient_id:
                found.patients.add(patient_id)
        if talks:
            cursor.execute(DAYS_OF_TALK, {"ids": talks})
            found.days.update(day for (day,) in cursor.fetchall())
    return found


def _unread(last: UsageCounted | None, since: datetime, today: date) -> set[date]:
    """Look at the messages for which the week is over since it was counted last; their days."""
    first = timezone.localdate(last.counted_at) - UNREAD_FOR + DAY if last else timezone.localdate(since)
    until = today - UNREAD_FOR + DAY
    if first >= until:
        return set()
    days = span(first, until)
    for each_first, each_until in stretches(days):
        observing.keep_unread(moment(each_first), moment(each_until))
    return set(days)


def _keep(clock: Clock, last: UsageCounted | None, began: float) -> None:
    horizon = clock.now
    if last:
        # Who was there when it was counted last, and goes on, may still write what belongs to before.
        is_over = clock.oldest_transaction >= last.newest_transaction
        horizon = last.counted_at if is_over else last.horizon
    UsageCounted.objects.update_or_create(
        defaults={
            "counted_at": clock.now,
            "horizon": horizon,
            "newest_transaction": clock.newest_transaction,
            "seconds": time.monotonic() - began,
        }
    )
