"""Whoever keeps every file that was ever delivered finds no hidden number, and hardly its whereabouts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring_export import final, first_shown, hiding_over_time, months, spans
from monitoring_export.hiding import FEWEST_PEOPLE, Cell
from monitoring_export.hiding_over_time import WHOLE, made_of_months, of_month, of_quarter
from monitoring_export.models import ShownFigure, ShownGroup, UsageCounted
from monitoring_export.shown_outside import sheet
from rowsecurity.scopes import job_scope
from tenants.models import Department
from tests.cast import make_house
from tests.isolation.databases import as_owner
from tests.monitoring_export.conftest import count, newest
from tests.monitoring_export.reckoning import bounds
from tests.monitoring_export.test_hiding_over_time import _writes, places, within

FIGURE = "conversations"
DEPARTMENTS = ("een", "twee", "drie", "vier")
# A month or the quarter is delivered, or some people more or fewer are counted in a month.
EVENTS = st.one_of(
    st.tuples(st.just("month"), st.integers(0, 2)),
    st.tuples(st.just("quarter"), st.none()),
    st.tuples(st.just("late"), st.integers(0, 2), st.sampled_from(DEPARTMENTS), st.integers(-5, 12)),
)


class House:
    """Everybody writes once: people of departments in three months, as they are counted by now."""

    def __init__(self, ways, people) -> None:
        self.ways, self.people = ways, people
        self.months: dict[int, tuple[dict, set]] = {}
        self.quarter: tuple[dict, set] | None = None

    def now(self, numbers: Iterable[int]) -> dict:
        """Of one month, or of three: others each month, so that they add up."""
        found: dict = {}
        for number in numbers:
            month = {name: many for name, many in self.people[number].items() if many}
            for place in places(self.ways, month) if month else []:
                many = sum(month[name] for name in within(place, self.ways, month))
                found[FIGURE, place] = found.get((FIGURE, place), 0) + many
        return {key: Cell(many, number=many) for key, many in found.items()}

    def show_month(self, number: int) -> None:
        if number not in self.months:
            cells = self.now([number])
            self.months[number] = cells, of_month(cells, self.ways)

    def show_quarter(self) -> None:
        if self.quarter is None:
            for number in range(3):
                self.show_month(number)
            kept = [self.months[number][0] for number in range(3)]
            gone = [self.months[number][1] for number in range(3)]
            made = made_of_months(self.now(range(3)), kept, [self.now([number]) for number in range(3)])
            self.quarter = made, of_quarter(made, kept, gone, self.ways)


@st.composite
def houses(draw):
    there = DEPARTMENTS[: draw(st.integers(1, len(DEPARTMENTS)))]
    group = st.sampled_from(["a", "b"])
    ways = {way: {each: draw(group) for each in DEPARTMENTS} for way in ("specialism", "location")}
    people = [{each: draw(st.integers(0, 25)) for each in there} for _month in range(3)]
    return House(ways, people), draw(st.lists(EVENTS, max_size=10))


@settings(max_examples=60, deadline=None)
@given(houses())
def test_no_hidden_number_is_known_within_ten(drawn):
    house, events = drawn
    for what, *more in events:
        if what == "month":
            house.show_month(more[0])
        elif what == "quarter":
            house.show_quarter()
        else:
            number, name, many = more
            month = house.people[number]
            month[name] = max(0, month.get(name, 0) + many)
    house.show_quarter()

    atoms = [
        (number, key[1][1])
        for number in range(3)
        for key in house.months[number][0]
        if key[1][0] == "department"
    ]
    seen, secrets = [], []
    for number in (*range(3), None):
        cells, gone = house.quarter if number is None else house.months[number]
        for key, cell in cells.items():
            there = within(key[1], house.ways, DEPARTMENTS)
            row = [int(number in (None, month) and name in there) for month, name in atoms]
            if key not in gone:
                seen.append((row, cell.number))
            elif cell.people < FEWEST_PEOPLE:
                secrets.append((row, key, number))
            assert cell.people >= FEWEST_PEOPLE or key in gone
    for row, key, number in secrets:
        least, most = bounds(row, seen)
        assert most - least >= FEWEST_PEOPLE, f"{key} of {number} lies between {least} and {most}"


def test_the_reader_of_this_test_can_reckon():
    """Three cells: the first two are 7, all are 12 and the last two are 6."""
    sums = [([1, 1, 0], 7), ([1, 1, 1], 12)]
    assert bounds([1, 0, 0], sums) == (0, 7)
    assert bounds([0, 0, 1], sums) == (5, 5)
    assert bounds([1, 0, 0], [*sums, ([0, 1, 1], 6)]) == (6, 6)
    assert bounds([1, 0, 0], []) == (0, float("inf"))


def test_people_of_a_quarter_are_hidden_where_its_other_months_would_bound_a_small_one():
    def cells(*people):
        names = (WHOLE, ("department", "een"), ("department", "twee"), ("department", "drie"))
        pairs = zip(names, people, strict=True)
        return {("patients", name): Cell(number, number=number) for name, number in pairs}

    kept = [cells(55, 12, 20, 25), cells(57, 15, 20, 25), cells(45, 3, 20, 25)]
    quarter = made_of_months(cells(130, 27, 52, 60), kept, kept)
    gone = of_quarter(quarter, kept, [of_month(month, {}) for month in kept], {})
    # 27 of the quarter less 12 and 15 of its months would say that nobody came in the third month alone.
    assert ("patients", ("department", "een")) in gone

    late = made_of_months(cells(190, 60, 52, 60), kept, kept)
    assert late["patients", ("department", "een")].number == 12 + 15 + 3  # no more than its months say


@pytest.fixture
def house(db):
    """Of the last quarter: fourteen people of one department each month, and twelve of another."""
    made = make_house("lindeborg", patients=[f"Patient{number}" for number in range(16)], staff=["Marieke"])
    with job_scope(made.id):
        Department.objects.filter(id=made.department.id).update(agb_code="0324")
        other = {"code": "AND", "phone": "085 000 12 00", "agb_code": "0313"}
        made.other = Department.objects.create(name="Andere poli", **other)
        for number in range(3):
            writes(made, number, made.department, 14)
            writes(made, number, made.other, 12)
    count(made)
    return made


# The one after it is final too.
QUARTER = months.shifted(newest("quarter"), -3)


def writes(house, month, department, many):
    first = months.shifted(QUARTER, month)
    at = timezone.make_aware(datetime(first.year, first.month, 10, 12))
    for patient in list(house.patients.values())[:many]:
        _writes(patient, department, at)


def made(house, step, period, by="department"):
    with job_scope(house.id):
        file = sheet(
            organisation_id=house.id, organisation="Lindeborg", period=period, step=step, by=by,
            keys=["messages_people", "patients"],
        )  # fmt: skip
    return [(line.figure, line.group, line.number) for line in file.lines]


def test_what_was_shown_stays_as_it_was_when_a_late_fact_comes_or_a_department_goes_elsewhere(house):
    ways = ("department", "specialism", "location", "organisation")
    before = [made(house, "month", QUARTER, by) for by in ways]
    with job_scope(house.id):
        writes(house, 0, house.other, 2)
        Department.objects.filter(id=house.other.id).update(agb_code="0324")
    count(house)

    assert [made(house, "month", QUARTER, by) for by in ways] == before
    # The quarter is made of it, and so are the months that come after, with departments where they were.
    whole = {(figure, group): number for figure, group, number in made(house, "quarter", QUARTER)}
    assert whole["messages_people", "Andere poli"] == 3 * 12
    of_second = made(house, "month", months.shifted(QUARTER, 1), "specialism")
    assert [number for figure, _group, number in of_second if figure == "messages_people"] == [26, 12, 14]
    next_quarter = months.shifted(QUARTER, 3)
    with job_scope(house.id):
        first_shown.first_shown(organisation_id=house.id, period=next_quarter, step="month", keys=[FIGURE])
        places = {row.groups["specialism"] for row in ShownGroup.objects.filter(quarter=next_quarter)}
    assert places == {"0324", None}


def test_a_quarter_that_is_shown_first_keeps_its_months_too(house):
    quarter = made(house, "quarter", QUARTER)
    with job_scope(house.id):
        writes(house, 2, house.other, 3)
    count(house)

    last = {
        (figure, group): number for figure, group, number in made(house, "month", months.shifted(QUARTER, 2))
    }
    assert last["messages_people", "Andere poli"] == 12
    assert made(house, "quarter", QUARTER) == quarter


def ask(house, step, period):
    with job_scope(house.id):
        return first_shown.first_shown(organisation_id=house.id, period=period, step=step, keys=[FIGURE])


def nothing_kept(house):
    with job_scope(house.id):
        return not ShownFigure.objects.exists() and not ShownGroup.objects.exists()


@pytest.mark.parametrize("step", ["month", "quarter"])
def test_a_period_that_goes_on_or_is_just_over_is_not_shown_and_not_kept(house, step):
    running = spans.start_of(timezone.localdate(), step)
    for period in {running, spans.start_of(timezone.localdate() - timedelta(days=8), step)}:
        if timezone.localdate() < spans.end_of(period, step) + timedelta(days=9):
            with pytest.raises(first_shown.NotYetFinal):
                ask(house, step, period)
    assert nothing_kept(house)

    ask(house, step, newest(step))
    assert not nothing_kept(house)
    after = spans.end_of(newest(step), step)
    assert final.final_at(newest(step), step) == timezone.make_aware(
        datetime(after.year, after.month, after.day) + timedelta(days=9)
    )


def test_what_is_not_counted_until_its_last_week_was_over_waits(house):
    month = newest("month")
    seen = timezone.make_aware(datetime.combine(spans.end_of(month, "month"), datetime.min.time()))
    with job_scope(house.id):
        UsageCounted.objects.update(horizon=seen + timedelta(days=7, hours=12))
    with pytest.raises(first_shown.NotYetFinal):
        ask(house, "month", month)
    assert nothing_kept(house)
    with job_scope(house.id):
        assert final.newest_final("month") == months.shifted(month, -1)
        UsageCounted.objects.update(horizon=seen + timedelta(days=8, hours=2))
        assert final.newest_final("month") == month
    ask(house, "month", month)
    assert not nothing_kept(house)

    with job_scope(house.id):
        UsageCounted.objects.all().delete()
    with pytest.raises(first_shown.NotYetFinal):
        ask(house, "month", months.shifted(month, -1))


def test_nothing_is_kept_of_a_month_while_somebody_counts(db):
    house = make_house("telt", patients=[], staff=["Ada"])
    now = timezone.now()
    with job_scope(house.id):
        UsageCounted.objects.create(counted_at=now, horizon=now, newest_transaction=1)
    with as_owner() as counting:
        counting.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [str(house.id)])
        with pytest.raises(first_shown.NotYetFinal):
            ask(house, "month", QUARTER)
    ask(house, "month", QUARTER)


def test_a_figure_that_came_into_the_dictionary_later_has_no_line_in_what_was_shown(house):
    (near,) = hiding_over_time.together(["patients"])
    second = {"period": months.shifted(QUARTER, 1), "step": "month", "keys": ["patients"]}
    with job_scope(house.id):
        shown = first_shown.first_shown(organisation_id=house.id, **second)
        new = next(figure for figure, _place in shown if figure.startswith("age_"))
        for figure in near - {new}:
            ShownFigure.objects.create(step="month", starts_on=QUARTER, figure=figure, cells=[])

    def figures(step, period):
        with job_scope(house.id):
            kept = first_shown.first_shown(
                organisation_id=house.id, period=period, step=step, keys=[new, "patients"]
            )
        return {figure for figure, _place in kept}

    assert figures("month", QUARTER) == set()
    # Nor in its quarter, however often that is asked for.
    for _again in range(2):
        quarter = figures("quarter", QUARTER)
        assert "patients" in quarter and new not in quarter
    assert new in figures("month", months.shifted(QUARTER, 2))


@pytest.mark.parametrize("model", [ShownFigure, ShownGroup], ids=["figures", "groups"])
def test_nobody_changes_what_was_shown(house, model):
    made(house, "month", QUARTER)
    with job_scope(house.id):
        rows = model.objects.all()
        assert rows.exists()
        for change in (rows.delete, lambda: rows.update(organisation=house.id)):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                change()
