"""Puts organisations side by side for one figure and quarter, with what is too small left out. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from monitoring_export.hiding import FEWEST_ORGANISATIONS, Cell, Key, Sum, hidden
from national.reading import Given

JOINING = timedelta(days=7)
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
    """Organisations together. Median and spread are of those that are shown by name."""

    by: str
    name: str
    organisations: int
    shown: int
    total: float | None
    low: float | None = None
    median: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One figure in one quarter."""

    rows: tuple[Given, ...]
    cells: Mapping[Key, Cell]
    sums: tuple[Sum, ...]
    numbers: Mapping[Key, float]
    hidden: frozenset[Key]

    def lines(self, specialism: str | None = None) -> list[Line]:
        """By name, the highest first and what is hidden last; of one specialism, or of all together."""
        rows = [row for row in self.rows if _where(row) == specialism]
        lines = [
            Line(row.organisation_id, row.organisation, row.kind, row.region, specialism, self._shown(row))
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
        shown = [number for row in rows if (number := self._shown(row)) is not None]
        key = (by, name)
        total = None if key in self.hidden else self.numbers.get(key)
        if len(shown) < FEWEST_ORGANISATIONS:
            return Group(by, name, len(rows), len(shown), total)
        low, median, high = statistics.quantiles(shown, n=4, method="inclusive")
        return Group(by, name, len(rows), len(shown), total, low, median, high)

    def _shown(self, row: Given) -> float | None:
        return None if _key(row) in self.hidden else row.number

    @property
    def specialisms(self) -> list[str]:
        return sorted({row.specialism for row in self.rows if not row.is_whole})


def tables(
    rows: Iterable[Given], *, additive: Mapping[str, bool], families: Sequence[frozenset[str]]
) -> dict[str, Table]:
    """A table of each figure of one quarter.

    Figures of a family are sums of each other, so what is hidden in one of them is hidden in all.
    """
    of_figure: dict[str, list[Given]] = {}
    for row in rows:
        of_figure.setdefault(row.figure, []).append(row)
    plain = {
        figure: _cells(found, is_additive=additive.get(figure, False)) for figure, found in of_figure.items()
    }
    patterns = {figure: _pattern(found, *plain[figure]) for figure, found in of_figure.items()}
    for family in families:
        _agree(patterns, of_figure, plain, family & set(of_figure))
    return {
        figure: Table(
            rows=tuple(found),
            cells=plain[figure][0],
            sums=plain[figure][1],
            numbers=_totals(found, plain[figure][1]) if additive.get(figure) else {},
            hidden=frozenset(patterns[figure]),
        )
        for figure, found in of_figure.items()
    }


Plain = tuple[dict[Key, Cell], tuple[Sum, ...]]


def _agree(
    patterns: dict[str, set[Key]],
    rows: Mapping[str, list[Given]],
    plain: Mapping[str, Plain],
    family: Iterable[str],
) -> None:
    """Hide in each of a family what is hidden in another, until that changes nothing."""
    names = sorted(family)
    while True:
        together = set().union(*(patterns[name] for name in names)) if names else set()
        behind = [name for name in names if together & set(plain[name][0]) - patterns[name]]
        if not behind:
            return
        for name in behind:
            patterns[name] = _pattern(rows[name], *plain[name], besides=together)


def _pattern(
    rows: Sequence[Given], cells: Mapping[Key, Cell], sums: Sequence[Sum], besides: Iterable[Key] = ()
) -> set[Key]:
    """Those who joined later are looked at apart: what was shown before stays as it was."""
    own: dict[UUID, set[Key]] = {}
    for row in rows:
        own.setdefault(row.organisation_id, set()).add(_key(row))
    of_late = {key for organisation in late(rows) for key in own[organisation]}
    found: set[Key] = set()
    for part in (of_late, set(cells) - of_late):
        among = {key: cell for key, cell in cells.items() if key in part}
        within = [each for each in sums if each.total in part]
        found |= hidden(among, within, known=own.values(), besides=set(besides))
    return found


def late(rows: Sequence[Given]) -> set[UUID]:
    """Who gave a figure of a quarter more than a week after others did: in no sum with these.

    A sum that one organisation joins between two visits tells what that organisation is.
    """
    first = min((row.given_at for row in rows if row.given_at), default=None)
    return {row.organisation_id for row in rows if first and row.given_at and row.given_at > first + JOINING}


def _cells(rows: Sequence[Given], *, is_additive: bool) -> Plain:
    """Each number by name, and the sums among them; a sum is about the people of its parts."""
    cells: dict[Key, Cell] = {
        _key(row): Cell(row.people, number=row.number if is_additive else None) for row in rows
    }
    parts: dict[Key, list[Given]] = {}
    sums: list[Sum] = []
    of_late = late(rows)
    for row in rows:
        if row.organisation_id in of_late:
            continue
        for by in (ALL, KIND, REGION, SPECIALISM):
            if (name := _group(row, by)) is not None:
                parts.setdefault((by, name), []).append(row)
    for key, members in parts.items():
        cells[key] = Cell(
            sum(row.people for row in members),
            len({row.organisation_id for row in members}),
            sum(row.number for row in members) if is_additive else None,
        )
        sums.append(Sum(key, tuple(_key(row) for row in members)))
    of_organisation: dict[Key, list[Key]] = {}
    for row in rows:
        if not row.is_whole:
            of_organisation.setdefault((row.organisation_id, None), []).append(_key(row))
    sums += [Sum(whole, tuple(each)) for whole, each in of_organisation.items() if whole in cells]
    return cells, tuple(sums)


def _totals(rows: Sequence[Given], sums: Sequence[Sum]) -> dict[Key, float]:
    numbers = {_key(row): row.number for row in rows}
    return {
        each.total: sum(numbers[part] for part in each.parts) for each in sums if each.total not in numbers
    }


def _where(row: Given) -> str | None:
    return None if row.is_whole else row.specialism


def _key(row: Given) -> Key:
    return (row.organisation_id, _where(row))


def _group(row: Given, by: str) -> str | None:
    """In which group of this kind a number is counted, if in any."""
    if by == SPECIALISM:
        return None if row.is_whole else row.specialism
    if not row.is_whole:
        return None
    return {ALL: "", KIND: row.kind, REGION: row.region}[by]
