"""Figures of one period as they leave the organisation: what is about too few people is left empty.

Likewise what would follow from the rest by adding and subtracting, also from other files that the same reader
may get; see hiding_over_time.py.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, get_args
from uuid import UUID

from django.utils.translation import gettext as _

from monitoring_export import hiding_over_time
from monitoring_export.dashboard import names_of
from monitoring_export.dictionary import FIGURES, PATIENTS
from monitoring_export.files import Line, Sheet
from monitoring_export.groups import By, Group, groups
from monitoring_export.hiding import FEWEST_PEOPLE, Cell
from monitoring_export.hiding_over_time import Key, Place
from monitoring_export.people_behind import WHOLE, behind, patients_of, people_of
from monitoring_export.queries import Value, figures
from monitoring_export.spans import Step, end_of
from monitoring_export.wish import Wish, period_name
from tenants.models import Department

WAYS: tuple[By, ...] = tuple(way for way in get_args(By) if way != "organisation")
Numbers = dict[Key, Value]


def sheet(
    *, organisation_id: UUID, organisation: str, period: date, step: Step, by: By, keys: Collection[str]
) -> Sheet:
    """A file of chosen figures of one month or quarter. In a job scope of the organisation."""
    until = end_of(period, step)
    departments = list(Department.all_objects.select_related("organisation"))
    secret = _hidden(organisation_id, period, step, keys)
    wish = Wish(period, until - timedelta(days=1), step, by)
    names = names_of(wish, departments)
    lines = []
    for (key, place), value in _read(organisation_id, period, step, by, keys).items():
        group = _("All together") if place == hiding_over_time.WHOLE else names.get(place[1], str(place[1]))
        number = None if (key, place) in secret else value.number
        lines.append(
            Line(period_name(period, step), period.isoformat(), until.isoformat(), group, key, number)
        )
    told = _("%(period)s; what is about fewer than %(number)s people is left empty") % {
        "period": period_name(period, step), "number": FEWEST_PEOPLE,
    }  # fmt: skip
    return Sheet(organisation, told, [line for line in lines if line.figure in keys])


def _hidden(organisation_id: UUID, period: date, step: Step, keys: Collection[str]) -> set[Key]:
    """What is not shown of a period, in whatever way departments are put together."""
    ways: dict[str, dict[UUID | None, Group]] = {
        way: groups(way, None) for way in WAYS if way != hiding_over_time.DEPARTMENT
    }
    families = hiding_over_time.together(keys)
    every = {key for near in families for key in near}
    cells = _cells(organisation_id, period, step, every)
    spans = _months(period) if step == "quarter" else []
    months = [_cells(organisation_id, each, "month", every) for each in spans]
    found: set[Key] = set()
    for near in families:
        own, own_months = _only(cells, near), [_only(month, near) for month in months]
        found |= (
            hiding_over_time.of_quarter(own, own_months, ways)
            if months
            else hiding_over_time.of_month(own, ways)
        )
    return found


def _only(cells: dict[Key, Cell], keys: Collection[str]) -> dict[Key, Cell]:
    return {key: cell for key, cell in cells.items() if key[0] in keys}


def _months(quarter: date) -> list[date]:
    second = end_of(quarter, "month")
    return [quarter, second, end_of(second, "month")]


def _cells(organisation_id: UUID, period: date, step: Step, keys: Collection[str]) -> dict[Key, Cell]:
    """About how many people each figure of a period is, in every way."""
    cells: dict[Key, Cell] = {}
    for by in WAYS:
        found = _read(organisation_id, period, step, by, keys)
        about = _people(found, period, end_of(period, step), by)
        cells |= {place: Cell(people) for place, people in about.items() if place[0] in keys}
    return cells


def _read(organisation_id: UUID, period: date, step: Step, by: By, keys: Collection[str]) -> Numbers:
    """Of all together and of each group; with the patients, by which it is hidden."""
    ordered = [key for key in FIGURES if key in {*keys, PATIENTS}]
    until = end_of(period, step)
    ways: list[By] = ["organisation"] if by == "organisation" else ["organisation", by]
    found: Numbers = {}
    for way in ways:
        values = figures(organisation_id, keys=ordered, first=period, until=until, step=step, by=way)
        for value in values:
            place: Place = hiding_over_time.WHOLE if way == "organisation" else (way, value.group)
            found[value.key, place] = value
    return found


def _people(found: Numbers, period: date, until: date, by: By) -> dict[Key, int]:
    counted = behind(found.values(), first=period, until=until, group_of=groups(by, None))
    whole = {key: value for key, value in found.items() if key[1] == hiding_over_time.WHOLE}
    patients: dict[Any, float] = {
        **patients_of(whole.values(), is_whole=True),
        **patients_of([each for key, each in found.items() if key not in whole], is_whole=False),
    }
    return {
        key: people_of(value, WHOLE if key in whole else value.group, counted, patients)
        for key, value in found.items()
    }
