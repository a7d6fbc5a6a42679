"""About how many people a figure of one period is: what hiding of small cells goes by.

Counted from what happened, because whoever had three video visits may have written to nobody. Only figures
that leave the organisation ask for it, so no roll-up keeps it for every day.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from monitoring_export.counting import moment
from monitoring_export.dictionary import FIGURES, PATIENTS, Kind
from monitoring_export.groups import Group
from monitoring_export.queries import Value

COUNT = (Path(__file__).parent / "counting_people.sql").read_text()
# Every message of the period is read: only for who asks for one of these.
OF_MESSAGES = {
    "messages_patient": "m.side = 'patient' AND m.kind IN ('text', 'closing')",
    "outside_hours": "m.side = 'patient' AND m.kind IN ('text', 'closing')",
    "messages_team": "m.side = 'team' AND m.kind IN ('text', 'closing')",
    "messages_auto": "m.side = 'system' OR m.kind NOT IN ('text', 'closing')",
}
MESSAGES = """
  UNION ALL
  SELECT k.key, c.department_id, c.patient_id FROM conversations_message m
  JOIN conversations_conversation c ON c.id = m.conversation_id,
    LATERAL (SELECT unnest(array_remove(ARRAY[{cases}], NULL)) AS key) k
  WHERE m.organisation_id = (SELECT app_organisation()) AND m.sent_at >= %(begin)s AND m.sent_at < %(end)s
"""
# The whole of an organisation, as a group of its own.
WHOLE = object()
Behind = dict[tuple[str, Any], int]


def behind(
    values: Collection[Value], *, first: date, until: date, group_of: dict[UUID | None, Group]
) -> Behind:
    """By figure and group, and by figure and `WHOLE`: how many people these values of one period are about.

    In a job scope of the organisation, or in that of a member. One statement.
    """
    keys = {value.key for value in values}
    names = {str(group): group for group in group_of.values()}
    departments = [each for each in group_of if each is not None]
    parameters: dict[str, Any] = {
        "begin": moment(first), "end": moment(until), "first": first, "until": until,
        "counted_at": timezone.now(), "keys": sorted(keys), "with_none": None in group_of,
        "departments": departments,
        "groups": [None if group_of[each] is None else str(group_of[each]) for each in departments],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(messages=_messages(keys)), parameters)
        rows = cursor.fetchall()
    return {
        (key, WHOLE if is_whole else name and names[name]): number for key, is_whole, name, number in rows
    }


def people_of(value: Value, place: Any, found: Behind, patients: dict[Any, float]) -> int:
    """About how many people one value is. What counts people says so itself."""
    if FIGURES[value.key].kind is Kind.PERSONS:
        return int(value.number)
    if value.key == "messages_people":
        return int(patients.get(place) or 0)
    return found.get((value.key, place), 0)


def patients_of(values: Collection[Value], *, is_whole: bool) -> dict[Any, float]:
    """The unique patients of each group."""
    return {WHOLE if is_whole else each.group: each.number for each in values if each.key == PATIENTS}


def _messages(keys: Collection[str]) -> str:
    cases = [f"CASE WHEN {OF_MESSAGES[key]} THEN '{key}' END" for key in sorted(keys) if key in OF_MESSAGES]
    return MESSAGES.format(cases=", ".join(cases)) if cases else ""
