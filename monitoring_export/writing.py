"""Writes figures where they differ from what stands there, so that counting again writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db import connection

from monitoring_export import people_sets
from monitoring_export.amounts import Amount, added, from_row, of_several, steps_as_json, total
from monitoring_export.counting import Cell, Days
from monitoring_export.models import UsageContacts, UsageFigure, UsagePersons, UsageRestatement
from monitoring_export.months import first_day, shifted
from rowsecurity.scopes import current_scope

WRITE = """
INSERT INTO monitoring_export_usagefigure
  (id, organisation_id, span, starts_on, department_id, key, number, steps)
SELECT gen_random_uuid(), app_organisation(), %s, f.*
FROM unnest(%s::date[], %s::uuid[], %s::text[], %s::bigint[], %s::text[]::jsonb[])
  AS f (starts_on, department_id, key, number, steps)
ON CONFLICT (organisation_id, span, starts_on, department_id, key)
DO UPDATE SET number = EXCLUDED.number, steps = EXCLUDED.steps
"""
REMOVE = """
DELETE FROM monitoring_export_usagefigure u
USING unnest(%s::date[], %s::uuid[], %s::text[]) AS f (starts_on, department_id, key)
WHERE u.organisation_id = (SELECT app_organisation()) AND u.span = %s AND u.starts_on = f.starts_on
  AND u.key = f.key AND u.department_id IS NOT DISTINCT FROM f.department_id
"""
WRITE_CONTACTS = """
INSERT INTO monitoring_export_usagecontacts (id, organisation_id, day, department_id, numbers)
VALUES (gen_random_uuid(), app_organisation(), %s, %s, %s)
ON CONFLICT (organisation_id, day, department_id) DO UPDATE SET numbers = EXCLUDED.numbers
"""
WRITE_PERSONS = """
INSERT INTO monitoring_export_usagepersons (id, organisation_id, month, department_id, bits)
VALUES (gen_random_uuid(), app_organisation(), %s, %s, %s)
ON CONFLICT (organisation_id, month, department_id) DO UPDATE SET bits = EXCLUDED.bits
"""
ADD = """
INSERT INTO monitoring_export_usagefigure
  (id, organisation_id, span, starts_on, department_id, key, number, steps)
SELECT gen_random_uuid(), app_organisation(), 'm', f.*
FROM unnest(%s::date[], %s::uuid[], %s::text[], %s::bigint[], %s::text[]::jsonb[])
  AS f (starts_on, department_id, key, number, steps)
ON CONFLICT (organisation_id, span, starts_on, department_id, key)
DO UPDATE SET number = monitoring_export_usagefigure.number + EXCLUDED.number,
  steps = CASE WHEN EXCLUDED.steps IS NOT NULL THEN (
    SELECT jsonb_object_agg(step, number) FROM (
      SELECT step, sum(number::bigint) AS number FROM (
        SELECT * FROM jsonb_each_text(monitoring_export_usagefigure.steps)
        UNION ALL SELECT * FROM jsonb_each_text(EXCLUDED.steps)) AS both_of_them (step, number)
      GROUP BY 1 HAVING sum(number::bigint) <> 0) AS together) END
"""
REMOVE_NOTHING = """
DELETE FROM monitoring_export_usagefigure WHERE organisation_id = (SELECT app_organisation()) AND span = 'm'
  AND starts_on = ANY (%s) AND number = 0
"""
OF_MONTHS = """
SELECT date_trunc('month', starts_on)::date, department_id, key, sum(number)::bigint,
  jsonb_agg(steps) FILTER (WHERE steps IS NOT NULL)
FROM monitoring_export_usagefigure WHERE organisation_id = (SELECT app_organisation()) AND span = 'd'
  AND starts_on >= %s AND starts_on < %s GROUP BY 1, 2, 3
"""


def write_days(happened: Days, told: Days) -> None:
    """Make what is told what happened."""
    write_numbers(UsageFigure.Span.DAY, happened.numbers, told.numbers)
    changed = [(*place, who) for place, who in happened.contacts.items() if told.contacts.get(place) != who]
    with connection.cursor() as cursor:
        cursor.executemany(WRITE_CONTACTS, changed)
    for day, whose in told.contacts.keys() - happened.contacts.keys():
        UsageContacts.objects.filter(day=day, department_id=whose).delete()


def write_numbers(span: str, becomes: Mapping[Cell, Amount], was: Mapping[Cell, Amount]) -> None:
    changed = [_row(cell, amount) for cell, amount in becomes.items() if was.get(cell) != amount]
    gone = list(was.keys() - becomes.keys())
    with connection.cursor() as cursor:
        if changed:
            cursor.execute(WRITE, [span, *map(list, zip(*changed, strict=True))])
        if gone:
            cursor.execute(REMOVE, [*map(list, zip(*gone, strict=True)), span])


def _row(cell: Cell, amount: Amount) -> tuple[date, UUID | None, str, int, str | None]:
    return *cell, total(amount), steps_as_json(amount)


def write_months(months: Iterable[date]) -> None:
    """Make months of their days again: sums, and who had contact."""
    for month in months:
        write_numbers(UsageFigure.Span.MONTH, sums_of_month(month), read_month(month))
        _write_persons(month, shifted(month, 1))


def add_to_months(happened: Days, told: Days) -> None:
    """Take the difference that some days make to their months, which are not read whole for one day."""
    change: dict[Cell, Amount] = {}
    for cell in happened.numbers.keys() | told.numbers.keys():
        becomes, was = happened.numbers.get(cell, 0), told.numbers.get(cell, 0)
        if becomes != was:
            month = first_day(cell[0]), *cell[1:]
            change[month] = added(added(change.get(month, 0), becomes), was, -1)
    rows = [_row(cell, amount) for cell, amount in change.items() if amount]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(ADD, [*map(list, zip(*rows, strict=True))])
            cursor.execute(REMOVE_NOTHING, [sorted({row[0] for row in rows})])
    _add_persons(happened, told)


def _add_persons(happened: Days, told: Days) -> None:
    """Whoever is new joins the set; where somebody left, the sets of the month are made of its days again."""
    new: dict[tuple[date, UUID], set[int]] = {}
    left: set[date] = set()
    for day, whose in happened.contacts.keys() | told.contacts.keys():
        now, before = set(happened.contacts.get((day, whose), ())), set(told.contacts.get((day, whose), ()))
        if before - now:
            left.add(first_day(day))
        if now - before:
            new.setdefault((first_day(day), whose), set()).update(now - before)
    for month in sorted(left):
        _write_persons(month, shifted(month, 1))
    _join({place: who for place, who in new.items() if place[0] not in left})


def _join(new: Mapping[tuple[date, UUID], set[int]]) -> None:
    rows = UsagePersons.objects.filter(month__in={month for month, _whose in new})
    was = {
        (month, whose): bytes(bits)
        for month, whose, bits in rows.values_list("month", "department_id", "bits")
        if (month, whose) in new
    }
    becomes = {place: people_sets.with_more(was.get(place, b""), who) for place, who in new.items()}
    with connection.cursor() as cursor:
        cursor.executemany(
            WRITE_PERSONS, [(*place, bits) for place, bits in becomes.items() if was.get(place) != bits]
        )


def sums_of_month(month: date) -> dict[Cell, Amount]:
    """The days of a month together."""
    with connection.cursor() as cursor:
        cursor.execute(OF_MONTHS, [month, shifted(month, 1)])
        return {(*cell,): of_several(number, steps) for *cell, number, steps in cursor.fetchall()}


def read_month(month: date) -> dict[Cell, Amount]:
    """A month as it stands there."""
    rows = UsageFigure.objects.filter(span=UsageFigure.Span.MONTH, starts_on=month)
    cells = rows.values_list("starts_on", "department_id", "key", "number", "steps")
    return {(day, whose, key): from_row(number, steps) for day, whose, key, number, steps in cells}


def _write_persons(month: date, until: date) -> None:
    who: dict[UUID, set[int]] = {}
    rows = UsageContacts.objects.filter(day__gte=month, day__lt=until)
    for department_id, numbers in rows.values_list("department_id", "numbers"):
        who.setdefault(department_id, set()).update(numbers)
    before = UsagePersons.objects.filter(month=month)
    before.exclude(department_id__in=list(who)).delete()
    was = {department_id: bytes(bits) for department_id, bits in before.values_list("department_id", "bits")}
    becomes = {department_id: people_sets.to_bits(numbers) for department_id, numbers in who.items()}
    changed = [(month, each, bits) for each, bits in becomes.items() if was.get(each) != bits]
    with connection.cursor() as cursor:
        cursor.executemany(WRITE_PERSONS, changed)


def restate(happened: Days, told: Days, before: date, *, first_seen: frozenset[date]) -> None:
    """Note which figures of days before a day were told otherwise.

    That a message is unread after a week is seen for the first time when the week is over.
    """
    becomes, was = sums(happened), sums(told)
    organisation_id = current_scope().organisation_id
    assert organisation_id
    other = [
        cell
        for cell in becomes.keys() | was.keys()
        if cell[0] < before
        and was[cell] != becomes[cell]
        and not (cell[2] == "unread_week" and cell[0] in first_seen)
    ]
    UsageRestatement.objects.bulk_create(
        UsageRestatement(
            organisation_id=organisation_id, day=day, department_id=whose, key=key,
            before=was[day, whose, key], after=becomes[day, whose, key],
        )
        for day, whose, key in sorted(other, key=str)
    )  # fmt: skip


def sums(days: Days) -> Counter[tuple[date, UUID | None, str]]:
    """One number for each day, department and key: a histogram together, people counted."""
    found: Counter[tuple[date, UUID | None, str]] = Counter()
    for cell, amount in days.numbers.items():
        found[cell] += total(amount)
    for (day, whose), who in days.contacts.items():
        found[day, whose, "patients"] = len(who)
    return found
