"""Where the bars of a plot stand. Pure: numbers in, numbers out; the template draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitoring_export.bars import LINES, Line, scale

WIDTH, HEIGHT = 720, 280
LEFT, RIGHT, TOP, BOTTOM = 56, 8, 20, 32


@dataclass(frozen=True, slots=True)
class Bar:
    """A month: its lower part (people) and the part on top of it (automatic)."""

    month: date
    x: float
    width: float
    middle: float
    people: int
    automatic: int
    people_y: float
    people_height: float
    automatic_y: float
    automatic_height: float


@dataclass(frozen=True, slots=True)
class Plot:
    bars: list[Bar]
    lines: list[Line]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM


def plot(rows: Sequence[tuple[date, int, int]]) -> Plot:
    """Draw (month, people, automatic) as stacked bars on a scale of round numbers."""
    top = scale(max((people + automatic for _, people, automatic in rows), default=0))
    room = (WIDTH - LEFT - RIGHT) / max(len(rows), 1)
    tall = HEIGHT - TOP - BOTTOM
    bars = [_bar(row, LEFT + number * room, room, tall / top) for number, row in enumerate(rows)]
    values = [top * number // LINES for number in range(LINES + 1)]
    return Plot(bars, [Line(_round(HEIGHT - BOTTOM - value * tall / top), value) for value in values])


def _bar(row: tuple[date, int, int], x: float, room: float, per_one: float) -> Bar:
    month, people, automatic = row
    width = min(room * 0.62, 40)
    floor = HEIGHT - BOTTOM
    return Bar(
        month=month,
        x=_round(x + (room - width) / 2),
        width=_round(width),
        middle=_round(x + room / 2),
        people=people,
        automatic=automatic,
        people_y=_round(floor - people * per_one),
        people_height=_round(people * per_one),
        automatic_y=_round(floor - (people + automatic) * per_one),
        automatic_height=_round(automatic * per_one),
    )


def _round(value: float) -> float:
    return round(value, 1)
