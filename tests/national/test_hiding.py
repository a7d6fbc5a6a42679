"""No number that is hidden can be computed from what is shown, by nobody, in whatever way one subtracts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring_export.hiding import Cell, Sum, hidden
from national.comparing import ALL, KIND, REGION, SPECIALISM, Table, tables
from national.reading import Given

QUARTER = date(2026, 7, 1)
SPECIALISMS = ["cardiologie", "reumatologie", ""]
Vector = list[Fraction]


def row(number, people, *, specialism=None, kind="hospital", region="utrecht", figure="consults", count=None):
    return Given(
        organisation_id=UUID(int=number),
        organisation=f"House {number}",
        kind=kind,
        region=region,
        quarter=QUARTER,
        figure=figure,
        is_whole=specialism is None,
        specialism=specialism or "",
        number=float(people * 3 if count is None else count),
        people=people,
    )


@st.composite
def organisations(draw):
    """Rows as they are given: specialisms that add up to their organisation."""
    rows = []
    for number in range(draw(st.integers(1, 7))):
        about = {
            "kind": draw(st.sampled_from(["hospital", "gp"])),
            "region": draw(st.sampled_from(["utrecht", "zeeland", "drenthe"])),
        }
        people = [draw(st.integers(0, 40)) for _ in range(draw(st.integers(1, len(SPECIALISMS))))]
        rows.append(row(number, max(people), count=sum(people) * 3, **about))
        rows += [row(number, each, specialism=SPECIALISMS[n], **about) for n, each in enumerate(people)]
    return rows


def shown_sums(table: Table) -> list[frozenset[tuple[UUID, str]]]:
    """Everything on the page, as the sets of smallest cells of which it is the sum."""
    atoms = {(r.organisation_id, r.specialism): r for r in table.rows if not r.is_whole}
    found = [
        frozenset(key for key in atoms if key[0] == line.organisation_id and specialism in (None, key[1]))
        for specialism in (None, *table.specialisms)
        for line in table.lines(specialism)
        if line.number is not None
    ]
    for by in (ALL, KIND, REGION, SPECIALISM):
        for group in table.groups(by):
            within = {ALL: lambda r: "", KIND: lambda r: r.kind, REGION: lambda r: r.region}
            name = within.get(by, lambda r: r.specialism)
            if group.total is not None:
                found.append(frozenset(key for key, r in atoms.items() if name(r) == group.name))
    return found


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


@settings(max_examples=40, deadline=None)
@given(organisations())
def test_no_hidden_number_follows_from_what_is_shown(rows):
    table = tables(rows, additive={"consults": True}, families=())["consults"]
    known = shown_sums(table)

    for looker in (None, *{each.organisation_id for each in rows}):
        own = [frozenset({(looker, each.specialism)}) for each in rows if each.organisation_id == looker]
        for each in rows:
            key = (each.organisation_id, None if each.is_whole else each.specialism)
            if key in table.hidden and each.organisation_id != looker:
                cells = frozenset(
                    (r.organisation_id, r.specialism)
                    for r in rows
                    if r.organisation_id == key[0] and not r.is_whole and key[1] in (None, r.specialism)
                )
                assert not follows(cells, known + own), f"{key} follows for {looker}"


@settings(max_examples=40, deadline=None)
@given(organisations())
def test_nothing_small_is_shown(rows):
    table = tables(rows, additive={"consults": True}, families=())["consults"]
    people = {(r.organisation_id, None if r.is_whole else r.specialism): r.people for r in rows}

    for specialism in (None, *table.specialisms):
        for line in table.lines(specialism):
            assert line.number is None or people[line.organisation_id, specialism] >= 10
    for by in (ALL, KIND, REGION, SPECIALISM):
        for group in table.groups(by):
            assert group.total is None or group.organisations >= 3
            assert group.median is None or group.shown >= 3


@settings(max_examples=40, deadline=None)
@given(organisations())
def test_what_is_shown_is_what_was_given(rows):
    table = tables(rows, additive={"consults": True}, families=())["consults"]

    for line in table.lines():
        (mine,) = [r for r in rows if r.is_whole and r.organisation_id == line.organisation_id]
        assert line.number in (None, mine.number)
    for group in table.groups(ALL):
        assert group.total in (None, sum(r.number for r in rows if r.is_whole))


def test_one_small_organisation_takes_others_with_it_but_not_the_total():
    rows = [row(1, 4), row(2, 30), row(3, 25), row(4, 90), row(5, 80)]

    table = tables(rows, additive={"consults": True}, families=())["consults"]

    names = {line.organisation: line.number for line in table.lines()}
    assert names == {"House 4": 270, "House 5": 240, "House 1": None, "House 2": None, "House 3": None}
    assert table.groups(ALL)[0].total == 687


def test_without_anything_small_everything_is_shown():
    rows = [row(number, 20 + number) for number in range(4)]

    table = tables(rows, additive={"consults": True}, families=())["consults"]

    assert not table.hidden
    (together,) = table.groups(ALL)
    assert (together.low, together.median, together.high) == (62.25, 64.5, 66.75)


@pytest.mark.parametrize("houses", [1, 2])
def test_fewer_than_three_organisations_have_no_total(houses):
    rows = [row(number, 50) for number in range(houses)]

    (together,) = tables(rows, additive={"consults": True}, families=())["consults"].groups(ALL)

    assert (together.total, together.median) == (None, None)


def test_who_joins_later_is_shown_and_changes_nothing_of_what_was_shown():
    then = datetime(2026, 10, 4, tzinfo=UTC)
    first = [replace(row(number, 20 + number), given_at=then) for number in range(4)]
    first.append(replace(row(4, 4), given_at=then + timedelta(days=6)))
    small = replace(row(5, 7), given_at=then + timedelta(days=8))
    large = replace(row(6, 500), given_at=then + timedelta(days=90))

    before = tables(first, additive={"consults": True}, families=())["consults"]
    after = tables([*first, small, large], additive={"consults": True}, families=())["consults"]

    def told(table):
        return {line.organisation: line.number for line in table.lines()}

    assert told(after) == told(before) | {"House 5": None, "House 6": 1500}
    (together_before,), (together,) = before.groups(ALL), after.groups(ALL)
    assert together.total == together_before.total == 3 * (20 + 21 + 22 + 23 + 4)
    assert together.organisations == 7 and together.median != together_before.median


def test_figures_that_add_up_to_each_other_are_hidden_together():
    people = {"messages": 50, "of_patients": 44, "of_team": 6}
    rows = [
        row(number, people[figure] if number == 0 else 60, figure=figure)
        for number in range(6)
        for figure in people
    ]

    found = tables(rows, additive=dict.fromkeys(people, True), families=(frozenset(people),))

    assert {figure: found[figure].lines()[-1].number for figure in people} == dict.fromkeys(people)
    assert found["messages"].hidden == found["of_team"].hidden == found["of_patients"].hidden


def test_hidden_cells_of_one_sum_hold_enough_people_together():
    cells = {"a": Cell(1), "b": Cell(2), "c": Cell(40), "d": Cell(50), "all": Cell(93, 4)}

    assert hidden(cells, [Sum("all", ("a", "b", "c", "d"))]) == {"a", "b", "c"}
