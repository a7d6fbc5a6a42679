"""Figures of a period as they leave the organisation: what was shown first is shown ever after.

A number that changes between two files tells how few people came between, and so does a department that
goes to another group. So everything of a period is decided when anything of it is asked for the first time,
and kept: its numbers, what of them is hidden, and for all of a quarter in which group each department is.
What comes later stands on the pages of the organisation itself, and not outside. Files from before
this was kept are not in it: of their periods the first one after that decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args
from uuid import UUID

from django.db import connection

from monitoring_export import hiding_over_time
from monitoring_export.days import hold_counting
from monitoring_export.dictionary import FIGURES, PATIENTS
from monitoring_export.final import NotYetFinal, require_final
from monitoring_export.groups import By, Group, groups
from monitoring_export.hiding import Cell
from monitoring_export.hiding_over_time import DEPARTMENT, Key, Place
from monitoring_export.models import ShownFigure, ShownGroup
from monitoring_export.people_behind import WHOLE, Behind, behind, patients_of, people_of
from monitoring_export.queries import Value, figures
from monitoring_export.spans import Step, end_of, start_of

__all__ = ["NotYetFinal", "Shown", "first_shown"]
WAYS: tuple[By, ...] = tuple(way for way in get_args(By) if way != "organisation")
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 3))"
GroupsOf = Mapping[str, dict[UUID | None, Group]]


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell, and whether its number may be told."""

    cell: Cell
    is_shown: bool


Period = dict[Key, Shown]


def first_shown(*, organisation_id: UUID, period: date, step: Step, keys: Collection[str]) -> Period:
    """These figures of one month or quarter, with those they add up with. In a job scope.

    Raises NotYetFinal before the period is, and while a count goes on: what is incomplete must not be kept.
    """
    require_final(period, step)
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [str(organisation_id)])
    group_of = _groups_of(organisation_id, start_of(period, "quarter"))
    found: Period = {}
    for near in hiding_over_time.together(keys):
        found |= _of(organisation_id, period, step, near, group_of)
    return found


def _of(organisation_id: UUID, period: date, step: Step, near: Collection[str], group_of: GroupsOf) -> Period:
    kept = _kept(period, step, near)
    if kept is not None:
        return kept
    if not hold_counting(organisation_id):
        # Half of what is read would be of before that count, and half of after it.
        raise NotYetFinal
    if step == "quarter":
        return _quarter(organisation_id, period, near, group_of)
    now = cells(organisation_id, period, step, near, group_of)
    return _keep(organisation_id, period, step, near, now, hiding_over_time.of_month(now, group_of))


def _quarter(organisation_id: UUID, period: date, near: Collection[str], group_of: GroupsOf) -> Period:
    second = end_of(period, "month")
    spans = [period, second, end_of(second, "month")]
    shown = [_of(organisation_id, each, "month", near, group_of) for each in spans]
    months = [{key: each.cell for key, each in month.items()} for month in shown]
    hidden = [{key for key, each in month.items() if not each.is_shown} for month in shown]
    there = _in_each(spans, near)
    own = [{key: cell for key, cell in month.items() if key[0] in there} for month in months]
    now = cells(organisation_id, period, "quarter", there, group_of)
    months_now = [cells(organisation_id, each, "month", there, group_of) for each in spans]
    made = hiding_over_time.made_of_months(now, own, months_now)
    gone = hiding_over_time.of_quarter(made, months, hidden, group_of)
    return _keep(organisation_id, period, "quarter", there, made, gone)


def _in_each(months: Collection[date], near: Collection[str]) -> set[str]:
    """What came into the dictionary after one of its months was shown is not told of a quarter."""
    rows = ShownFigure.objects.filter(step="month", starts_on__in=months, figure__in=near)
    many = Counter(rows.values_list("figure", flat=True))
    return {figure for figure in near if many[figure] == len(months)}


def cells(
    organisation_id: UUID, period: date, step: Step, keys: Collection[str], group_of: GroupsOf
) -> dict[Key, Cell]:
    """Each figure of a period as counted now, in every way, and about how many people it is."""
    ordered = [key for key in FIGURES if key in {*keys, PATIENTS}]
    until = end_of(period, step)
    found: dict[Key, Cell] = {}
    for by in WAYS:
        asked: dict[By, dict[UUID | None, Group] | None] = {"organisation": None, by: group_of[by]}
        values = {
            way: figures(
                organisation_id, keys=ordered, first=period, until=until, step=step, by=way, group_of=own
            )
            for way, own in asked.items()
        }
        everything = [each for these in values.values() for each in these]
        counted = behind(everything, first=period, until=until, group_of=group_of[by])
        for way, these in values.items():
            found |= dict(_cells_of(way, these, counted, keys))
    return found


def _cells_of(
    way: By, values: Collection[Value], counted: Behind, keys: Collection[str]
) -> Iterable[tuple[Key, Cell]]:
    is_whole = way == "organisation"
    patients = patients_of(values, is_whole=is_whole)
    for value in values:
        if value.key in keys:
            place: Place = hiding_over_time.WHOLE if is_whole else (way, value.group)
            about = people_of(value, WHOLE if is_whole else value.group, counted, patients)
            yield (value.key, place), Cell(about, number=value.number)


def _groups_of(organisation_id: UUID, quarter: date) -> GroupsOf:
    """In which group each department is in this quarter; who is new is in those of now from here on."""
    now: dict[str, dict[UUID | None, Group]] = {way: groups(way, None) for way in WAYS}
    rows = list(ShownGroup.objects.filter(quarter=quarter))
    known = {row.department_id for row in rows}
    new = [
        ShownGroup(
            organisation_id=organisation_id,
            quarter=quarter,
            department_id=department,
            groups={way: None if now[way][department] is None else str(now[way][department]) for way in WAYS},
        )
        for department in now[DEPARTMENT]
        if department not in known
    ]
    ShownGroup.objects.bulk_create(new)
    return {
        way: {row.department_id: _group(way, row.groups.get(way)) for row in [*rows, *new]} for way in WAYS
    }


def _kept(period: date, step: Step, near: Collection[str]) -> Period | None:
    """What was shown of these; a figure that came into the dictionary later has no line in that period."""
    rows = list(ShownFigure.objects.filter(step=step, starts_on=period, figure__in=near))
    if not rows:
        return None
    return {
        (row.figure, (way, _group(way, group))): Shown(Cell(people, number=number), is_shown)
        for row in rows
        for way, group, number, people, is_shown in row.cells
    }


def _keep(
    organisation_id: UUID,
    period: date,
    step: Step,
    near: Collection[str],
    made: Mapping[Key, Cell],
    gone: Collection[Key],
) -> Period:
    found = {key: Shown(cell, key not in gone) for key, cell in made.items()}
    told: dict[str, list[list[object]]] = {figure: [] for figure in sorted(near)}
    for (figure, (way, group)), each in found.items():
        name = None if group is None else str(group)
        told[figure].append([way, name, each.cell.number, each.cell.people, each.is_shown])
    ShownFigure.objects.bulk_create(
        ShownFigure(
            organisation_id=organisation_id, step=step, starts_on=period, figure=figure, cells=of_figure
        )
        for figure, of_figure in told.items()
    )
    return found


def _group(way: str, name: str | None) -> Group:
    return UUID(name) if name and way in (DEPARTMENT, "location") else name
