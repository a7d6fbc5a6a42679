"""Where the bars of a plot stand. Pure: numbers in, numbers out; the template draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 280
LEFT, RIGHT, TOP, BOTTOM = 64, 8, 20, 32
LINES = 4
MOST_NAMES = 13


@dataclass(frozen=True, slots=True)
class Bar:
    """One period; without a number there is no bar. Not every period is named when there are many."""

    name: str
    short: str
    number: float | None
    x: float
    width: float
    middle: float
    y: float
    height: float
    is_named: bool


@dataclass(frozen=True, slots=True)
class Line:
    y: float
    value: float


@dataclass(frozen=True, slots=True)
class Plot:
    bars: list[Bar]
    lines: list[Line]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM


def plot(rows: Sequence[tuple[str, str, float | None]]) -> Plot:
    """Draw (name, short name, number) as bars on a scale of round numbers."""
    top = scale(max((number or 0 for *_, number in rows), default=0))
    room = (WIDTH - LEFT - RIGHT) / max(len(rows), 1)
    tall = HEIGHT - TOP - BOTTOM
    often = -(-len(rows) // MOST_NAMES) or 1
    bars = [
        _bar(row, LEFT + number * room, room, tall / top, is_named=(len(rows) - 1 - number) % often == 0)
        for number, row in enumerate(rows)
    ]
    values = [top * number / LINES for number in range(LINES + 1)]
    return Plot(bars, [Line(_round(HEIGHT - BOTTOM - value * tall / top), value) for value in values])


def scale(highest: float) -> int:
    """The lowest round number, dividable by the number of lines, that is not below the highest."""
    unit = 1
    while True:
        for step in (1, 2, 5):
            if highest <= step * unit * LINES:
                return step * unit * LINES
        unit *= 10


def _bar(row: tuple[str, str, float | None], x: float, room: float, per_one: float, *, is_named: bool) -> Bar:
    name, short, number = row
    width, tall = min(room * 0.62, 40), (number or 0) * per_one
    return Bar(
        name=name,
        short=short,
        number=number,
        x=_round(x + (room - width) / 2),
        width=_round(width),
        middle=_round(x + room / 2),
        y=_round(HEIGHT - BOTTOM - tall),
        height=_round(tall),
        is_named=is_named,
    )


def _round(value: float) -> float:
    return round(value, 1)
