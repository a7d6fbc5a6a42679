"""Where the points of a line stand. Pure: numbers in, numbers out; the template draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import count

WIDTH, HEIGHT = 420, 220
LEFT, RIGHT, TOP, BOTTOM = 46, 16, 20, 36
LINES = 4


@dataclass(frozen=True, slots=True)
class Point:
    at: datetime
    value: Decimal
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the scale."""

    y: float
    value: Decimal


@dataclass(frozen=True, slots=True)
class Plot:
    points: list[Point]
    rules: list[Rule]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM

    @property
    def path(self) -> str:
        """The line through the points, as an SVG polyline takes it."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)

    @property
    def ends(self) -> list[Point]:
        """The first and the last point, which have their day below them."""
        return self.points if len(self.points) < 2 else [self.points[0], self.points[-1]]


def plot(values: Sequence[tuple[datetime, Decimal]]) -> Plot:
    """Draw moments and values on a scale of round numbers; time runs evenly."""
    low, step = scale([value for _at, value in values])
    high = low + step * LINES
    start, end = values[0][0], values[-1][0]
    span = (end - start).total_seconds() or 1.0
    points = [
        Point(at, value, _across((at - start).total_seconds() / span, len(values)), _up(value, low, high))
        for at, value in values
    ]
    rules = [low + step * number for number in range(LINES + 1)]
    return Plot(points, [Rule(_up(value, low, high), value) for value in rules])


def scale(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """The lowest line and the step between lines: round, and from 0 where that loses little."""
    low, high = min(values), max(values)
    if low > 0 and (high - low) * 3 > high or low == high > 0:
        low = Decimal(0)
    for power in count(-4):
        for digit in (1, 2, 5):
            step = Decimal(digit).scaleb(power)
            floor = (low // step - (1 if low < 0 and low % step else 0)) * step
            if floor + step * LINES >= high:
                return floor, step
    raise AssertionError("powers of ten have no end")


def _across(part: float, number: int) -> float:
    room = WIDTH - LEFT - RIGHT
    return round(LEFT + room * (part if number > 1 else 0.5), 1)


def _up(value: Decimal, low: Decimal, high: Decimal) -> float:
    tall = HEIGHT - TOP - BOTTOM
    return round(HEIGHT - BOTTOM - float((value - low) / (high - low)) * tall, 1)
