"""Whoever has every delivery of every organisation finds no hidden number by the monitor either."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring_export.first_shown import Shown
from monitoring_export.hiding import FEWEST_PEOPLE, Sum, determined
from monitoring_export.hiding_over_time import WHOLE, sums_of
from national.actions.giving import as_given
from national.comparing import ALL, KIND, REGION, SPECIALISM
from tests.monitoring_export.test_first_shown import houses
from tests.national.test_hiding import FIGURE, QUARTER, table, told


class Delivering:
    """Everything of one organisation that its deliveries tell, and what it gives to the monitor."""

    def __init__(self, number, house) -> None:
        house.show_quarter()
        self.number = number
        periods = {month: house.months[month] for month in range(3)} | {None: house.quarter}
        self.cells = {
            self.key(at, key): cell for at, (cells, _) in periods.items() for key, cell in cells.items()
        }
        self.gone = {self.key(at, key) for at, (_, gone) in periods.items() for key in gone}
        self.sums = [
            Sum(self.key(at, each.total), tuple(self.key(at, part) for part in each.parts))
            for at, (cells, _) in periods.items()
            for each in sums_of(cells, house.ways)
        ]
        cells, gone = house.quarter
        for key in cells:
            months = tuple(self.key(month, key) for month in range(3) if key in house.months[month][0])
            self.sums.append(Sum(self.key(None, key), months))
        shown = {key: Shown(cell, key not in gone) for key, cell in cells.items()}
        self.given = as_given(QUARTER, shown, [FIGURE])

    def key(self, month, key):
        return (self.number, month, key)


@st.composite
def several(draw):
    found = []
    for number in range(draw(st.integers(1, 4))):
        house, events = draw(houses())
        for what, *more in events:
            if what == "month":
                house.show_month(more[0])
            elif what == "late":
                month, name, many = more
                house.people[month][name] = max(0, house.people[month].get(name, 0) + many)
        found.append((Delivering(number, house), draw(st.sampled_from(["hospital", "gp"]))))
    return found


@settings(max_examples=60, deadline=None)
@given(several())
def test_whoever_has_the_monitor_and_all_deliveries_finds_no_hidden_number(drawn):
    rows = [each for house, kind in drawn for each in told(house.number, house.given, kind=kind)]
    cells = {key: cell for house, _ in drawn for key, cell in house.cells.items()}
    unknown = {key for house, _ in drawn for key in house.gone}
    sums = [each for house, _ in drawn for each in house.sums]
    if not rows:
        return
    found = table(rows)
    for specialism in (None, *found.specialisms):
        place = WHOLE if specialism is None else ("specialism", specialism)
        for line in found.lines(specialism):
            if line.number is not None:
                key = (line.organisation_id.int, None, (FIGURE, place))
                assert line.number == cells[key].number, "another number would tell what came between"
                unknown.discard(key)
    for by in (ALL, KIND, REGION, SPECIALISM):
        for group in found.groups(by):
            named = [each.number for each in rows if _is_in(each, by, group.name) and each.number is not None]
            assert group.total in (None, sum(named)), "more than what stands beside it"

    exact = determined(unknown, sums)

    small = {key for key, cell in cells.items() if cell.people < FEWEST_PEOPLE}
    assert not exact & small and small <= unknown


def _is_in(each, by, name):
    if by == SPECIALISM:
        return not each.is_whole and each.specialism == name
    return each.is_whole and name == {ALL: "", KIND: each.kind, REGION: each.region}[by]
