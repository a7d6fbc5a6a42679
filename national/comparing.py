"""Puts organisations side by side for one figure and quarter. Pure.

What is too small was decided when it was given, and has no number here. Everything else on a page is made of
the numbers that are shown by name, totals too: so nothing follows from it that is not told beside it.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from monitoring_export.hiding import FEWEST_ORGANISATIONS
from national.reading import Given

ALL, KIND, REGION, SPECIALISM = "all", "kind", "region", "specialism"


@dataclass(frozen=True, slots=True)
class Line:
    """An organisation; without a number when that is hidden."""

    organisation_id: UUID
    organisation: str
    kind: str
    region: str
    specialism: str | None
    number: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """Organisations together. Total, median and spread are of those that are shown by name."""

    by: str
    name: str
    organisations: int
    shown: int
    total: float | None = None
    low: float | None = None
    median: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One figure in one quarter."""

    rows: tuple[Given, ...]
    is_additive: bool

    def lines(self, specialism: str | None = None) -> list[Line]:
        """By name, the highest first and what is hidden last; of one specialism, or of all together."""
        rows = [row for row in self.rows if _where(row) == specialism]
        lines = [
            Line(row.organisation_id, row.organisation, row.kind, row.region, specialism, row.number)
            for row in rows
        ]
        return sorted(lines, key=lambda each: (each.number is None, -(each.number or 0), each.organisation))

    def groups(self, by: str) -> list[Group]:
        """Each kind, region or specialism, or all organisations together."""
        members: dict[str, list[Given]] = {}
        for row in self.rows:
            if (name := _group(row, by)) is not None:
                members.setdefault(name, []).append(row)
        return [self._together(by, name, rows) for name, rows in sorted(members.items())]

    def _together(self, by: str, name: str, rows: Sequence[Given]) -> Group:
        shown = [row.number for row in rows if row.number is not None]
        if len(shown) < FEWEST_ORGANISATIONS:
            return Group(by, name, len(rows), len(shown))
        low, median, high = statistics.quantiles(shown, n=4, method="inclusive")
        total = sum(shown) if self.is_additive else None
        return Group(by, name, len(rows), len(shown), total, low, median, high)

    @property
    def specialisms(self) -> list[str]:
        return sorted({row.specialism for row in self.rows if not row.is_whole})


def tables(rows: Iterable[Given], *, additive: Mapping[str, bool]) -> dict[str, Table]:
    """A table of each figure of one quarter."""
    of_figure: dict[str, list[Given]] = {}
    for row in rows:
        of_figure.setdefault(row.figure, []).append(row)
    return {
        figure: Table(tuple(found), is_additive=additive.get(figure, False))
        for figure, found in of_figure.items()
    }


def _where(row: Given) -> str | None:
    return None if row.is_whole else row.specialism


def _group(row: Given, by: str) -> str | None:
    """In which group of this kind a number is counted, if in any."""
    if by == SPECIALISM:
        return _where(row)
    if not row.is_whole:
        return None
    return {ALL: "", KIND: row.kind, REGION: row.region}[by]
