"""Whatever files one reader gets of a quarter and its months, in whatever ways: no hidden number follows."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.models import Conversation, Message
from monitoring_export import hiding_over_time, months
from monitoring_export.hiding import FEWEST_PEOPLE, Cell
from monitoring_export.hiding_over_time import WHOLE, of_month, of_quarter, together
from monitoring_export.shown_outside import sheet
from rowsecurity.scopes import job_scope
from tenants.models import Department
from tests.cast import make_house
from tests.monitoring_export.conftest import count, newest
from tests.national.test_hiding import follows

FIGURE = "conversations"
DEPARTMENTS = ("een", "twee", "drie", "vier")


@st.composite
def quarters(draw):
    """People of each department and month, and by what departments are put together."""
    there = DEPARTMENTS[: draw(st.integers(1, len(DEPARTMENTS)))]
    ways = {
        way: {each: draw(st.sampled_from(["a", "b", None])) for each in there}
        for way in ("specialism", "location")
    }
    people = [{each: draw(st.integers(0, 25)) for each in there} for _month in range(3)]
    return ways, [{name: number for name, number in month.items() if number} for month in people], draw


def within(place, ways, names):
    way, group = place
    if way == "organisation":
        return set(names)
    if way == "department":
        return {group} & set(names)
    return {name for name in names if ways[way][name] == group}


def places(ways, names):
    found = [WHOLE, *(("department", name) for name in sorted(names))]
    return found + [(way, group) for way in ways for group in {ways[way][name]: 0 for name in sorted(names)}]


def between(draw, numbers):
    """Of the people of several, each may be the same or another one."""
    return draw(st.integers(max(numbers), sum(numbers)))


@settings(max_examples=60, deadline=None)
@given(quarters())
def test_nothing_hidden_follows_from_everything_that_is_shown(drawn):
    ways, people, draw = drawn
    cells = []
    for month in people:
        about = {
            place: between(draw, [month[name] for name in within(place, ways, month)])
            for place in (places(ways, month) if month else [])
        }
        cells.append({(FIGURE, place): Cell(number) for place, number in about.items()})
    every = {name for month in people for name in month}
    quarter = {
        (FIGURE, place): Cell(
            between(draw, [month[FIGURE, place].people for month in cells if (FIGURE, place) in month])
        )
        for place in (places(ways, every) if every else [])
    }

    gone = [of_month(month, ways) for month in cells]
    gone_of_quarter = of_quarter(quarter, cells, gone, ways)

    atoms = {(number, name) for number, month in enumerate(people) for name in month}
    what = {(3, key): {a for a in atoms if a[1] in within(key[1], ways, every)} for key in quarter}
    for number, month in enumerate(cells):
        mine = {a for a in atoms if a[0] == number}
        what |= {(number, key): {a for a in mine if a[1] in within(key[1], ways, every)} for key in month}
    hidden = {(3, key) for key in gone_of_quarter} | {
        (number, key) for number, keys in enumerate(gone) for key in keys
    }
    shown = [frozenset(what[each]) for each in what if each not in hidden]
    for number, month in enumerate([*cells, quarter]):
        for key, cell in month.items():
            assert cell.people >= FEWEST_PEOPLE or (number, key) in hidden
    for each in hidden:
        assert not follows(frozenset(what[each]), shown), f"{each} follows"


def test_few_people_of_one_department_are_not_found_by_taking_the_others_from_all():
    def cells(*people):
        names = (WHOLE, ("department", "een"), ("department", "twee"), ("department", "drie"))
        return {("patients", name): Cell(number) for name, number in zip(names, people, strict=True)}

    gone = of_month(cells(60, 3, 30, 28), {})
    assert ("patients", ("department", "een")) in gone and len(gone) >= 2
    assert of_month(cells(60, 20, 30, 28), {}) == set()
    small = [cells(55, 2, 28, 26), cells(50, 1, 24, 26)]
    gone_of_months = [of_month(month, {}) for month in small]
    of_three = of_quarter(cells(60, 3, 30, 28), small, gone_of_months, {})
    assert ("patients", ("department", "een")) in of_three and len(of_three) >= 2


def test_figures_that_add_up_are_looked_at_together():
    assert together(["visits_planned", "messages_team"]) == [
        {"visits_planned"},
        {"messages_people", "messages_patient", "messages_team"},
    ]
    (of_age,) = together([next(key for key in hiding_over_time.FIGURES if key.startswith("age_"))])
    assert "patients" in of_age and any(key.startswith("language_") for key in of_age)


def test_a_small_month_empties_its_quarter_where_the_other_months_were_shown(db):
    house = make_house("lindeborg", patients=[f"Patient{number}" for number in range(14)], staff=["Marieke"])
    quarter = newest("quarter")
    with job_scope(house.id):
        patients = list(house.patients.values())
        other = Department.objects.create(name="Andere poli", code="AND", phone="085 000 12 00")
        for number in range(3):
            first = months.shifted(quarter, number)
            at = timezone.make_aware(datetime(first.year, first.month, 10, 12))
            for where, writers in ((house.department, patients[: (12, 13, 3)[number]]), (other, patients)):
                for patient in writers:
                    _writes(patient, where, at)
    count(house)

    def made(step, period, by="department"):
        with job_scope(house.id):
            file = sheet(
                organisation_id=house.id,
                organisation="Lindeborg",
                period=period,
                step=step,
                by=by,
                keys=["messages_people", "patients"],
            )
        return {(line.figure, line.group): line.number for line in file.lines}

    by_month = [made("month", months.shifted(quarter, number)) for number in range(3)]
    whole = made("quarter", quarter)
    key = ("messages_people", "Reumatologie")
    assert [month[key] for month in by_month] == [12, 13, None]
    assert by_month[2]["messages_people", "Andere poli"] is None  # else the sum tells
    assert None in (by_month[2]["patients", "Andere poli"], by_month[2]["patients", "Alles samen"])
    assert whole[key] is None and whole["messages_people", "Andere poli"] is None
    # Everybody together may be told: nobody finds a department from it.
    assert whole["messages_people", "Alles samen"] == 12 + 13 + 3 + 3 * 14
    assert whole["patients", "Reumatologie"] is None  # with two months it would bound the third
    # The same, however departments are put together in another file.
    assert made("quarter", quarter, "organisation")["messages_people", "Alles samen"] == 70


def _writes(patient, department, at):
    head = Conversation.objects.create(patient=patient, department=department, subject_sealed=b"x")
    Conversation.objects.filter(id=head.id).update(created_at=at)
    Message.objects.create(
        conversation=head, patient=patient, number=1, client_id=uuid4(), kind="text",
        side="patient", author_label="Iemand", body_sealed=b"x", sent_at=at,
    )  # fmt: skip
