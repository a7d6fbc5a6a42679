"""A reader who reckons: between which numbers a hidden one lies, by linear programming over all sums."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import inf

Row = list[Fraction]


def bounds(wanted: Sequence[int], sums: Sequence[tuple[Sequence[int], int]]) -> tuple[float, float]:
    """The least and the most that these cells together can be.

    `wanted` and each sum say which cells (1 or 0 of each, none below zero) are added up; a sum says to what.
    """
    most = _most([Fraction(each) for each in wanted], sums)
    least = _most([Fraction(-each) for each in wanted], sums)
    return -least, most


def _most(target: Row, sums: Sequence[tuple[Sequence[int], int]]) -> float:
    """Two phases of the simplex method, with exact fractions and the rule of Bland."""
    cells, extra = len(target), len(sums)
    rows = [
        [*map(Fraction, cells_of), *(Fraction(number == own) for own in range(extra)), Fraction(total)]
        for number, (cells_of, total) in enumerate(sums)
    ]
    basis = [cells + number for number in range(extra)]
    first = [Fraction(0)] * cells + [Fraction(-1)] * extra
    _climb(rows, basis, first, cells + extra)
    assert all(row[-1] == 0 for row, own in zip(rows, basis, strict=True) if own >= cells), "sums contradict"
    for number, own in enumerate(basis):
        place = next((each for each in range(cells) if rows[number][each]), None) if own >= cells else None
        if place is not None:
            _pivot(rows, basis, number, place)
    kept = [(row, own) for row, own in zip(rows, basis, strict=True) if own < cells]
    rows, basis = [row for row, _own in kept], [own for _row, own in kept]
    return _climb(rows, basis, target + [Fraction(0)] * extra, cells)


def _climb(rows: list[Row], basis: list[int], target: Row, columns: int) -> float:
    while True:
        gain = next(
            (
                place
                for place in range(columns)
                if place not in basis
                and target[place]
                > sum(target[own] * row[place] for row, own in zip(rows, basis, strict=True))
            ),
            None,
        )
        if gain is None:
            return float(sum(target[own] * row[-1] for row, own in zip(rows, basis, strict=True)))
        leaving = [
            (row[-1] / row[gain], basis[number], number) for number, row in enumerate(rows) if row[gain] > 0
        ]
        if not leaving:
            return inf
        _pivot(rows, basis, min(leaving)[2], gain)


def _pivot(rows: list[Row], basis: list[int], number: int, place: int) -> None:
    factor = rows[number][place]
    rows[number] = [each / factor for each in rows[number]]
    for other, row in enumerate(rows):
        if other != number and row[place]:
            factor = row[place]
            rows[other] = [left - factor * right for left, right in zip(row, rows[number], strict=True)]
    basis[number] = place
