"""What a delivery of a quarter holds: the same numbers as the pages, and hidden where those hide."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from monitoring_export.dictionary import VERSION
from national import comparing, quarters
from national.comparing import ALL, Group, Line, Table
from national.elsewhere import is_additive, known
from national.reading import given

FORM = "beterdichtbij-monitor/2"


def delivery(quarter: date) -> dict[str, Any]:
    """As plain values, with names in English; a number that is hidden is null."""
    names = known()
    rows = given(first=quarter, last=quarter, figures=names)
    additive = {figure: is_additive(figure) for figure in names}
    found = comparing.tables(rows, additive=additive)
    with translation.override("en"):
        figures = [_figure(key, found[key]) for key in names if key in found]
    return {
        "form": FORM,
        "iss": settings.PUBLIC_URL,
        "iat": int(timezone.now().timestamp()),
        "dictionary": str(VERSION),
        "quarter": quarters.name(quarter),
        "figures": figures,
    }


def _figure(key: str, table: Table) -> dict[str, Any]:
    figure = known()[key]
    wheres: list[str | None] = [None, *table.specialisms]
    groups = [ALL, comparing.KIND, comparing.REGION, comparing.SPECIALISM]
    return {
        "figure": key,
        "name": str(figure.name),
        "definition": str(figure.definition),
        "unit": str(figure.unit),
        "organisations": [_line(line) for where in wheres for line in table.lines(where)],
        "groups": [_group(group) for by in groups for group in table.groups(by)],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "organisation": line.organisation,
        "kind": line.kind,
        "region": line.region,
        "specialism": line.specialism,
        "number": line.number,
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "by": group.by,
        "name": group.name,
        "organisations": group.organisations,
        "shown": group.shown,
        "total_of_shown": group.total,
        "lower_quartile": group.low,
        "median": group.median,
        "upper_quartile": group.high,
    }
