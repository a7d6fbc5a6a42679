"""Between which numbers a reader knows a hidden cell to lie: far enough apart, or not. Pure.

Whoever knows the shown numbers knows every other world that has the same ones. It is enough to find some of
them: hidden cells are moved together so that all sums stay as they are, as far as none of them falls below
zero. How far a cell can move is what its reader does not know; so what is found here is never too much.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import inf
from typing import Protocol

Key = Hashable
Move = dict[Key, Fraction]


class Sum(Protocol):
    """As in hiding.py."""

    @property
    def total(self) -> Key: ...
    @property
    def parts(self) -> tuple[Key, ...]: ...
    @property
    def counts_once(self) -> bool: ...


def narrow(
    secrets: Collection[Key],
    numbers: Mapping[Key, float],
    sums: Sequence[Sum],
    unknown: Collection[Key],
    rows: Mapping[Key, Mapping[Key, Fraction]],
    *,
    least: int,
) -> set[Key]:
    """Which of these secrets are not seen to have so much room.

    `rows` gives unknown cells by the others, as elimination left them.
    """
    left = set(secrets)
    limits = _limits(sums, unknown)
    for move in _moves(unknown, rows):
        mine = left & set(move)
        if mine:
            room = _room(move, numbers, limits)
            left -= {key for key in mine if room * abs(float(move[key])) >= least}
    return left


def _moves(unknown: Collection[Key], rows: Mapping[Key, Mapping[Key, Fraction]]) -> Iterable[Move]:
    """For each cell that no other gives: one more of it, and what that does to those that it gives."""
    given: dict[Key, Move] = {key: {key: Fraction(1)} for key in unknown if key not in rows}
    for pivot, row in rows.items():
        for key, factor in row.items():
            if key != pivot:
                given[key][pivot] = -factor
    return given.values()


def _limits(sums: Sequence[Sum], unknown: Collection[Key]) -> list[tuple[Key, Key]]:
    """Of people who count once: no part is more than its total."""
    return [
        (each.total, part)
        for each in sums
        if each.counts_once
        for part in each.parts
        if part in unknown or each.total in unknown
    ]


def _room(move: Move, numbers: Mapping[Key, float], limits: Sequence[tuple[Key, Key]]) -> float:
    """How many times the move can be made, there and back."""
    none = Fraction(0)
    rates = [(numbers[key], rate) for key, rate in move.items()]
    rates += [
        (numbers[total] - numbers[part], move.get(total, none) - move.get(part, none))
        for total, part in limits
    ]
    there = min((max(value, 0) / -float(rate) for value, rate in rates if rate < 0), default=inf)
    back = min((max(value, 0) / float(rate) for value, rate in rates if rate > 0), default=inf)
    return there + back
