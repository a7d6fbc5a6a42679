"""Figures of one period as they leave the organisation: what is about too few people is left empty.

Likewise what would follow from the rest by adding and subtracting; see hiding.py.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from monitoring_export.dashboard import names_of
from monitoring_export.dictionary import FIGURES, PATIENTS, Kind
from monitoring_export.files import Line, Sheet
from monitoring_export.groups import By, groups
from monitoring_export.hiding import FEWEST_PEOPLE, Cell, Sum, hidden
from monitoring_export.people_behind import WHOLE, behind, patients_of, people_of
from monitoring_export.queries import Value, figures
from monitoring_export.spans import Step, end_of
from monitoring_export.wish import Wish, period_name
from tenants.models import Department

Numbers = dict[tuple[str, Any], Value]


def sheet(
    *, organisation_id: UUID, organisation: str, period: date, step: Step, by: By, keys: Collection[str]
) -> Sheet:
    """A file of chosen figures of one month or quarter. In a job scope of the organisation."""
    until = end_of(period, step)
    departments = list(Department.all_objects.select_related("organisation"))
    found = _read(organisation_id, period, until, step, by, keys)
    about = _people(found, period, until, by)
    secret = _hidden(about, keys)
    wish = Wish(period, until - timedelta(days=1), step, by)
    names = names_of(wish, departments)
    lines = []
    for (key, place), value in found.items():
        group = _("All together") if place is WHOLE else names.get(place, str(place))
        number = None if (key, place) in secret else value.number
        lines.append(
            Line(period_name(period, step), period.isoformat(), until.isoformat(), group, key, number)
        )
    told = _("%(period)s; what is about fewer than %(number)s people is left empty") % {
        "period": period_name(period, step), "number": FEWEST_PEOPLE,
    }  # fmt: skip
    return Sheet(organisation, told, [line for line in lines if line.figure in keys])


def _read(
    organisation_id: UUID, period: date, until: date, step: Step, by: By, keys: Collection[str]
) -> Numbers:
    """Of all together and of each group; with the patients, by which it is hidden."""
    ordered = [key for key in FIGURES if key in {*keys, PATIENTS}]
    ways: list[By] = ["organisation"] if by == "organisation" else ["organisation", by]
    found: Numbers = {}
    for way in ways:
        values = figures(organisation_id, keys=ordered, first=period, until=until, step=step, by=way)
        for value in values:
            found[value.key, WHOLE if way == "organisation" else value.group] = value
    return found


def _people(found: Numbers, period: date, until: date, by: By) -> dict[tuple[str, Any], int]:
    counted = behind(found.values(), first=period, until=until, group_of=groups(by, None))
    patients = {
        **patients_of([each for (_key, place), each in found.items() if place is WHOLE], is_whole=True),
        **patients_of([each for (_key, place), each in found.items() if place is not WHOLE], is_whole=False),
    }
    return {(key, place): people_of(value, place, counted, patients) for (key, place), value in found.items()}


def _hidden(about: dict[tuple[str, Any], int], keys: Collection[str]) -> set[Any]:
    cells: dict[Any, Cell] = {place: Cell(people) for place, people in about.items() if place[0] in keys}
    return hidden(cells, [*_over_groups(cells), *_over_figures(cells)])


def _over_groups(cells: Collection[tuple[str, Any]]) -> list[Sum]:
    """What adds up over groups: all together is the sum of each."""
    parts: dict[str, list[tuple[str, Any]]] = {}
    for key, place in cells:
        if place is not WHOLE and FIGURES[key].kind is Kind.SUM:
            parts.setdefault(key, []).append((key, place))
    return [Sum((key, WHOLE), tuple(each)) for key, each in parts.items() if (key, WHOLE) in cells]


def _over_figures(cells: Collection[tuple[str, Any]]) -> list[Sum]:
    """Ages together are everybody, as are languages; messages are of patients and of the team."""
    found = []
    for place in dict.fromkeys(place for _key, place in cells):
        for whole, parts in (
            (PATIENTS, [key for key in FIGURES if key.startswith("age_")]),
            (PATIENTS, [key for key in FIGURES if key.startswith("language_")]),
            ("messages_people", ["messages_patient", "messages_team"]),
        ):
            there = tuple((key, place) for key in parts if (key, place) in cells)
            if there and (whole, place) in cells:
                found.append(Sum((whole, place), there))
    return found
