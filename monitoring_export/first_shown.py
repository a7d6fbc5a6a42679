"""Figures of a period as they leave the organisation: what was shown first is shown ever after.

A number that changes between two files tells how few people came between, and so does a department that
goes to another group. So everything of a period is decided when anything of it is asked for the first time,
and kept: its numbers, what of them is hidden, and for all of a quarter in which group each department is.
What comes later stands on the pages of the organisation itself, and not outside.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args
from uuid import UUID

from django.db import connection

from monitoring_export import hiding_over_time
from monitoring_export.dictionary import FIGURES, PATIENTS
from monitoring_export.groups import By, Group, groups
from monitoring_export.hiding import Cell
from monitoring_export.hiding_over_time import DEPARTMENT, Key, Place
from monitoring_export.models import ShownFigure, ShownGroup
from monitoring_export.people_behind import WHOLE, Behind, behind, patients_of, people_of
from monitoring_export.queries import Value, figures
from monitoring_export.spans import Step, end_of, start_of

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
    """These figures of one month or quarter that is over, with those they add up with. In a job scope."""
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
    now = cells(organisation_id, period, step, near, group_of)
    if step == "month":
        made, gone = now, hiding_over_time.of_month(now, group_of)
    else:
        made, gone = _quarter(organisation_id, period, near, group_of, now)
    found = {key: Shown(cell, key not in gone) for key, cell in made.items()}
    _keep(organisation_id, period, step, near, found)
    return found


def _quarter(
    organisation_id: UUID, period: date, near: Collection[str], group_of: GroupsOf, now: dict[Key, Cell]
) -> tuple[dict[Key, Cell], set[Key]]:
    second = end_of(period, "month")
    spans = [period, second, end_of(second, "month")]
    shown = [_of(organisation_id, each, "month", near, group_of) for each in spans]
    months = [{key: each.cell for key, each in month.items()} for month in shown]
    months_now = [cells(organisation_id, each, "month", near, group_of) for each in spans]
    made = hiding_over_time.made_of_months(now, months, months_now)
    hidden = [{key for key, each in month.items() if not each.is_shown} for month in shown]
    return made, hiding_over_time.of_quarter(made, months, hidden, group_of)


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
    rows = list(ShownFigure.objects.filter(step=step, starts_on=period, figure__in=near))
    if {row.figure for row in rows} != set(near):
        return None
    return {
        (row.figure, (way, _group(way, group))): Shown(Cell(people, number=number), is_shown)
        for row in rows
        for way, group, number, people, is_shown in row.cells
    }


def _keep(organisation_id: UUID, period: date, step: Step, near: Collection[str], found: Period) -> None:
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


def _group(way: str, name: str | None) -> Group:
    return UUID(name) if name and way in (DEPARTMENT, "location") else name
