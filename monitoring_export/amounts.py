"""What one figure of one day or month is: a number, or how many of each step of a histogram. Pure.

Zero stands for nothing of either, so that what is not there can be added to what is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

Amount = int | dict[int, int]


def total(amount: Amount) -> int:
    return amount if isinstance(amount, int) else sum(amount.values())


def added(one: Amount, other: Amount, times: int = 1) -> Amount:
    """The one and so many times the other."""
    if isinstance(one, int) and isinstance(other, int):
        return one + times * other
    steps = {} if isinstance(one, int) else dict(one)
    for step, number in ({} if isinstance(other, int) else other).items():
        steps[step] = steps.get(step, 0) + times * number
    return {step: number for step, number in steps.items() if number}


def steps_as_json(amount: Amount) -> str | None:
    """As it is kept beside the total; None for a number."""
    return None if isinstance(amount, int) else json.dumps(amount)


def from_row(number: int, steps: Mapping[str, int] | None) -> Amount:
    """As it is kept: the total, and the steps of a histogram."""
    return number if steps is None else {int(step): each for step, each in steps.items()}


def of_several(number: int, steps: str | None) -> Amount:
    """Rows that the database put together: their sum, and the steps of each as one text of JSON."""
    if steps is None:
        return number
    found: dict[int, int] = {}
    for each in json.loads(steps):
        for step, how_many in each.items():
            found[int(step)] = found.get(int(step), 0) + how_many
    return found
