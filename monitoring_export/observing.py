"""Keeps what cannot be counted again later: what is unread after a week, which measurements count as
telemonitoring, and of what age and language who is counted is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from monitoring_export.models import UsageTelemonitored, UsageTraits
from monitoring_export.reading import FIRST_BIRTH, LANGUAGE_BYTES
from rowsecurity.scopes import current_scope

WEEK = timedelta(days=7)
AGAIN_AFTER = timedelta(days=120)
# How many rows there are no statistics tell, and marks and lists of all time are not read for one day: what
# is looked for is gathered first, and each conversation and patient is looked up.
UNREAD = """
INSERT INTO monitoring_export_usageunread (id, organisation_id, conversation_id, number, sent_on)
SELECT gen_random_uuid(), app_organisation(), t.conversation_id, m.number, m.sent_on
FROM (
  SELECT conversation_id, array_agg(number) AS numbers,
    array_agg((sent_at AT TIME ZONE 'Europe/Amsterdam')::date) AS days
  FROM conversations_message
  WHERE organisation_id = (SELECT app_organisation()) AND sent_at >= %s AND sent_at < %s
    AND side = 'team' AND kind IN ('text', 'closing')
  GROUP BY 1 OFFSET 0) t
CROSS JOIN LATERAL (
  SELECT coalesce(max(number), 0) AS number FROM conversations_readmark
  WHERE organisation_id = (SELECT app_organisation()) AND conversation_id = t.conversation_id) r,
unnest(t.numbers, t.days) AS m (number, sent_on)
WHERE m.number > r.number
ON CONFLICT (organisation_id, conversation_id, number) DO NOTHING
"""
# Who sent in a measurement on these days, or counts on them; then all days of theirs, with their condition.
MEASURED = """
WITH measuring AS MATERIALIZED (
  SELECT id FROM questionnaires_questionnaireedition WHERE organisation_id = (SELECT app_organisation())
    AND url LIKE 'urn:uuid:%%' AND content -> 'item' -> 0 ->> 'linkId' = 'number-1'
), who AS MATERIALIZED (
  SELECT patient_id FROM (
    SELECT patient_id, edition_id FROM questionnaires_questionnairerequest
    WHERE organisation_id = (SELECT app_organisation()) AND completed_at >= %(begin)s::timestamptz
      AND completed_at < %(end)s::timestamptz OFFSET 0) completed
  WHERE edition_id IN (SELECT id FROM measuring)
  UNION SELECT patient_id FROM monitoring_export_usagetelemonitored
  WHERE organisation_id = (SELECT app_organisation()) AND day >= %(first)s::date AND day < %(until)s::date
), measured AS (
  SELECT w.patient_id, r.department_id, r.conversation_id, r.completed_at,
    (r.completed_at AT TIME ZONE 'Europe/Amsterdam')::date AS day
  FROM who w CROSS JOIN LATERAL (
    SELECT department_id, conversation_id, completed_at FROM questionnaires_questionnairerequest
    WHERE organisation_id = (SELECT app_organisation()) AND patient_id = w.patient_id
      AND completed_at IS NOT NULL AND edition_id IN (SELECT id FROM measuring) OFFSET 0) r
)
SELECT m.patient_id, coalesce(p.path_id, m.department_id) AS condition, m.day,
  min(m.department_id::text)::uuid
FROM measured m LEFT JOIN LATERAL (
  SELECT v.path_id FROM carepaths_enrolment e JOIN carepaths_carepathversion v ON v.id = e.version_id
  WHERE e.organisation_id = (SELECT app_organisation()) AND e.patient_id = m.patient_id
    AND e.conversation_id = m.conversation_id AND e.created_at <= m.completed_at
  ORDER BY e.created_at DESC, v.path_id LIMIT 1) p ON true
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
EVER = {"begin": "-infinity", "end": "infinity", "first": "-infinity", "until": "infinity"}
NEW_TRAITS = """
SELECT p.number, extract(year FROM r.birth_date)::int, r.language
FROM monitoring_export_usageperson p JOIN people_patient r ON r.id = p.patient_id
WHERE p.organisation_id = (SELECT app_organisation()) AND (p.number >= %s OR p.patient_id = ANY (%s))
"""
Counted = tuple[UUID, UUID, date]  # patient, condition, day
Measured = tuple[UUID, UUID, date, UUID]  # and the department


def keep_unread(begin: datetime, end: datetime) -> None:
    """Note which messages of the team, sent in this time, nobody has read by now."""
    with connection.cursor() as cursor:
        cursor.execute(UNREAD, [begin, end])


def telemonitored(measured: Iterable[Measured]) -> dict[Counted, UUID]:
    """Which days of measuring count: the first, and each 120 days or more after the last that did. Pure."""
    found: dict[Counted, UUID] = {}
    last: tuple[UUID, UUID, date] | None = None
    for patient, condition, day, department in measured:
        if last is None or last[:2] != (patient, condition) or day - last[2] >= AGAIN_AFTER:
            last = (patient, condition, day)
            found[last] = department
    return found


def keep_telemonitored(begin: datetime, end: datetime, first: date, until: date) -> set[date]:
    """Count again for everybody who measured in this time; the days on which that made a difference."""
    measured = _measured({"begin": begin, "end": end, "first": first, "until": until})
    becomes = telemonitored(measured)
    rows = UsageTelemonitored.objects.filter(patient__in={each[0] for each in measured})
    gone = UsageTelemonitored.objects.filter(day__gte=first, day__lt=until)
    was = {(each.patient_id, each.condition, each.day): each for each in [*rows, *gone]}
    lost = [each for key, each in was.items() if becomes.get(key) != each.department_id]
    UsageTelemonitored.objects.filter(id__in=[each.id for each in lost]).delete()
    new = [
        key for key, department in becomes.items() if key not in was or was[key].department_id != department
    ]
    organisation_id = current_scope().organisation_id
    assert organisation_id
    UsageTelemonitored.objects.bulk_create(
        UsageTelemonitored(
            organisation_id=organisation_id,
            patient_id=key[0],
            condition=key[1],
            day=key[2],
            department_id=becomes[key],
        )
        for key in new
    )
    return {each.day for each in lost} | {key[2] for key in new}


def everybody_measured() -> list[Measured]:
    """All days on which anybody sent in a measurement."""
    return _measured(EVER)


def _measured(parameters: dict[str, Any]) -> list[Measured]:
    with connection.cursor() as cursor:
        cursor.execute(MEASURED, parameters)
        return cursor.fetchall()


def keep_traits(changed: Collection[UUID]) -> None:
    """Add who was counted for the first time, and whoever changed."""
    traits = UsageTraits.objects.first() or UsageTraits(births=b"", languages=b"")
    births, languages = bytearray(traits.births), bytearray(traits.languages)
    with connection.cursor() as cursor:
        cursor.execute(NEW_TRAITS, [len(births), list(changed)])
        rows = cursor.fetchall()
    if not rows:
        return
    size = max(len(births), max(number for number, *_rest in rows) + 1)
    births.extend(bytes(size - len(births)))
    languages.extend(bytes(size - len(languages)))
    for number, year, language in rows:
        births[number] = min(max(year - FIRST_BIRTH, 1), 255)
        languages[number] = LANGUAGE_BYTES.get(language, 0)
    traits.births, traits.languages = bytes(births), bytes(languages)
    traits.save()
