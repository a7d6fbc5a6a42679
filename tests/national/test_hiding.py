"""No number that is hidden can be computed from what is shown, by nobody, in whatever way one subtracts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring_export.hiding import FEWEST_PEOPLE, Cell, Sum, determined, hidden
from national.actions.bringing import decided
from national.comparing import ALL, tables
from national.models import GivenFigure
from national.reading import Given

QUARTER = date(2026, 7, 1)
FIGURE = "conversations"
Vector = list[Fraction]


def follows(wanted: frozenset, known: list[frozenset]) -> bool:
    """Whether a sum of cells is a combination of other sums: plain elimination over fractions."""
    cells = sorted(frozenset().union(wanted, *known))
    rows = [[Fraction(cell in each) for cell in cells] for each in known]
    target = [Fraction(cell in wanted) for cell in cells]
    for column in range(len(cells)):
        pivot = next((each for each in rows if each[column]), None)
        if pivot is None:
            continue
        rows = [less(each, pivot, column) for each in rows if each is not pivot]
        target = less(target, pivot, column)
    return not any(target)


def less(vector: Vector, pivot: Vector, column: int) -> Vector:
    factor = vector[column] / pivot[column]
    return [left - factor * right for left, right in zip(vector, pivot, strict=True)]


def told(number, rows, *, kind="hospital", region="utrecht"):
    """What the door lets out of what one organisation gave."""
    return [
        Given(
            organisation_id=UUID(int=number),
            organisation=f"House {number}",
            kind=kind,
            region=region,
            quarter=QUARTER,
            figure=each.figure,
            is_whole=each.is_whole,
            specialism=each.specialism,
            number=each.number if each.is_shown else None,
        )
        for each in rows
    ]


def row(number, count, *, kind="hospital", is_shown=True):
    given_figure = GivenFigure(quarter=QUARTER, figure=FIGURE, is_whole=True, number=count, is_shown=is_shown)
    return told(number, [given_figure], kind=kind)[0]


def table(rows):
    return tables(rows, additive={FIGURE: True})[FIGURE]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_no_hidden_number_of_what_was_brought_follows(people):
    def brought(number, about, **where):
        return GivenFigure(quarter=QUARTER, figure=FIGURE, number=number, people=about, **where)

    parts = [brought(each * 3, each, specialism=str(at)) for at, each in enumerate(people)]
    rows = decided([brought(sum(people) * 3, max(people), is_whole=True), *parts])

    unknown = {at for at, each in enumerate(rows) if not each.is_shown}
    assert {at for at, each in enumerate(rows) if each.people < FEWEST_PEOPLE} <= unknown
    assert not determined(unknown, [Sum(0, tuple(range(1, len(rows))))])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(10, 400), st.booleans()), min_size=4, max_size=8), st.integers(0, 3))
def test_between_two_visits_a_total_changes_by_what_is_shown_by_name(houses, which):
    rows = [row(number, count, is_shown=is_shown) for number, (count, is_shown) in enumerate(houses)]
    without = [each for each in rows if each.organisation_id.int != which]

    (before,), (after,) = table(without).groups(ALL), table(rows).groups(ALL)

    if before.total is not None and after.total is not None:
        assert after.total - before.total == (rows[which].number or 0)


def test_a_small_organisation_is_left_out_alone_and_of_the_total_too():
    rows = [row(1, 12, is_shown=False), *(row(number, number * 30) for number in range(2, 6))]

    found = table(rows)

    names = {line.organisation: line.number for line in found.lines()}
    assert names == {"House 5": 150, "House 4": 120, "House 3": 90, "House 2": 60, "House 1": None}
    (together,) = found.groups(ALL)
    assert (together.organisations, together.shown, together.total) == (5, 4, 420)


def test_without_anything_small_everything_is_shown():
    (together,) = table([row(number, 60 + 3 * number) for number in range(4)]).groups(ALL)

    assert (together.low, together.median, together.high) == (62.25, 64.5, 66.75)


@pytest.mark.parametrize("houses", [1, 2])
def test_fewer_than_three_organisations_have_no_total(houses):
    rows = [*(row(number, 50) for number in range(houses)), row(9, 50, is_shown=False)]

    (together,) = table(rows).groups(ALL)

    assert (together.total, together.median) == (None, None)


def test_what_does_not_add_up_has_no_total():
    rows = [replace(row(number, 50), figure="within_promise") for number in range(4)]

    (together,) = tables(rows, additive={"within_promise": False})["within_promise"].groups(ALL)

    assert (together.total, together.median) == (None, 50)


def test_hidden_cells_of_one_sum_hold_enough_people_together():
    cells = {"a": Cell(1), "b": Cell(2), "c": Cell(40), "d": Cell(50), "all": Cell(93, 4)}

    assert hidden(cells, [Sum("all", ("a", "b", "c", "d"))]) == {"a", "b", "c"}
