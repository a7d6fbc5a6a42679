"""What the monitor shows once it shows ever after; and who stops, begins again or brings figures late."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from monitoring_export import months
from monitoring_export.days import count_days
from monitoring_export.first_shown import NotYetFinal
from monitoring_export.models import UsageCounted
from monitoring_export.shown_outside import sheet
from national import quarters, tasks
from national.actions import giving
from national.actions.taking_part import take_part
from national.models import GivenFigure, Participation
from national.reading import given
from rowsecurity.scopes import job_scope, organisation_scope
from tenants.models import Department
from tests.cast import make_house, signed_in
from tests.monitoring_export.test_hiding_over_time import _writes
from tests.national.conftest import FIGURE, LAST, LOOKER, be_admin, give

NAMES = [f"Patient{number}" for number in range(56)]
CONVERSATIONS = "conversations"
MESSAGES = ["messages_people", "messages_patient", "messages_team"]


@pytest.fixture
def house(db):
    """Thirty, twelve and fourteen patients write to departments each month; at first nine to the last."""
    made = make_house("blijver", patients=NAMES, staff=["Ada"])
    be_admin(made)
    with job_scope(made.id):
        Department.objects.filter(id=made.department.id).update(agb_code="0324")
        made.other, made.small = (
            Department.objects.create(name=name, code=code, agb_code=code, phone="085 000 12 00")
            for name, code in (("Andere poli", "0313"), ("Derde poli", "0320"))
        )
        for month in range(3):
            writes(made, month, made.department, 0, 30)
            writes(made, month, made.other, 30, 42)
            writes(made, month, made.small, 42, (51, 56, 56)[month])
        count_days(organisation_id=made.id)
    return made


@pytest.fixture
def other(db):
    """Another organisation that takes part with everything, and so sees others."""
    made = make_house("kijker", patients=[], staff=["Ada"])
    be_admin(made)
    takes_part(made, [*MESSAGES, CONVERSATIONS, FIGURE])
    return made


def writes(house, month, department, first, until):
    day = months.shifted(LAST, month)
    at = timezone.make_aware(datetime(day.year, day.month, 10, 12))
    for patient in list(house.patients.values())[first:until]:
        _writes(patient, department, at)


def takes_part(house, figures, since=LAST):
    ada = house.staff["Ada"]
    with organisation_scope(house.id, ada.person_id):
        return take_part(actor=ada, looker=LOOKER, figures=figures, region="utrecht", since=since)


def gives(house):
    with job_scope(house.id):
        giving.give(organisation_id=house.id, quarter=LAST)


def told(other, *figures):
    """What the door lets out."""
    with organisation_scope(other.id, other.staff["Ada"].person_id):
        return given(first=LAST, last=LAST, figures=figures)


def of(house, rows):
    found = [each for each in rows if each.organisation_id == house.id]
    return sorted((each.figure, each.is_whole, each.specialism, each.number) for each in found)


def delivered(house, step, period, by):
    with job_scope(house.id):
        file = sheet(
            organisation_id=house.id, organisation="Blijver", period=period, step=step, by=by,
            keys=[CONVERSATIONS],
        )  # fmt: skip
    return {line.group: line.number for line in file.lines}


def test_the_monitor_shows_the_same_as_a_delivery_and_hides_what_that_hides(house, other):
    delivered(house, "month", LAST, "department")
    with job_scope(house.id):
        writes(house, 0, house.department, 0, 7)
        count_days(organisation_id=house.id)
    takes_part(house, [CONVERSATIONS])
    gives(house)

    file = delivered(house, "quarter", LAST, "specialism")
    shown = {each[2] or "Alles samen": each[3] for each in of(house, told(other, CONVERSATIONS))}

    assert shown == file
    assert shown["0320"] is None  # its first month was of nine, and the other two were told
    with job_scope(house.id):
        assert GivenFigure.objects.get(is_whole=True).number == 3 * 56 - 5  # without what came late


def test_figures_of_one_family_add_up_whenever_they_are_given(house):
    takes_part(house, ["messages_people"])
    gives(house)
    with job_scope(house.id):
        writes(house, 1, house.department, 0, 5)
        count_days(organisation_id=house.id)
    takes_part(house, MESSAGES)
    gives(house)

    with job_scope(house.id):
        whole = dict(GivenFigure.objects.filter(is_whole=True).values_list("figure", "number"))
    assert whole["messages_people"] == whole["messages_patient"] + whole.get("messages_team", 0) == 3 * 56 - 5


def test_nothing_is_given_before_counting_has_come_to_the_end(house):
    takes_part(house, ["messages_patient"])
    with job_scope(house.id):
        UsageCounted.objects.update(horizon=timezone.now() - timedelta(days=400))
    with pytest.raises(NotYetFinal):
        gives(house)

    tasks.give_of_one(organisation_id=str(house.id))

    with job_scope(house.id):
        assert not GivenFigure.objects.exists()


def test_whoever_begins_to_take_part_is_given_by_a_worker(house):
    takes_part(house, ["messages_patient"])
    tasks.give_of_one(organisation_id=str(house.id))
    tasks.give_finished_quarters()

    with job_scope(house.id):
        assert GivenFigure.objects.filter(quarter=LAST, is_whole=True).count() == 1


def test_who_stops_and_begins_again_is_there_once(other):
    house = make_house("terug", patients=[], staff=["Ada"])
    be_admin(house)
    takes_part(house, [FIGURE])
    give(house, 300)
    before = told(other, FIGURE)
    takes_part(house, [])

    takes_part(house, [FIGURE])

    assert told(other, FIGURE) == before and of(house, before)
    with job_scope(house.id):
        assert Participation.objects.get(until=None).since == quarters.running()
        # Were it twice in the tables, then still not twice in the sum.
        Participation.objects.create(figure=FIGURE, since=LAST, until=quarters.running(), agreed_by="Ada")
    assert told(other, FIGURE) == before


def test_what_was_brought_is_seen_by_others_when_it_can_no_longer_change(other):
    house = make_house("later", patients=[], staff=["Ada"])
    be_admin(house)
    takes_part(house, [FIGURE])
    give(house, 300, days_ago=6)
    ada = house.staff["Ada"]

    assert of(house, told(other, FIGURE)) == []
    page = signed_in(ada.person).get(f"/org/{house.organisation.slug}/monitor/", {"cijfer": FIGURE})
    assert "300" in page.content.decode()

    with job_scope(house.id):
        GivenFigure.objects.update(given_at=timezone.now() - timedelta(days=7, minutes=1))
    assert (FIGURE, True, "", 300) in of(house, told(other, FIGURE))


def test_a_quarter_is_in_the_monitor_from_its_day_on(other):
    with job_scope(other.id):
        for quarter in {LAST, quarters.shifted(LAST, 1), quarters.running()}:
            GivenFigure.objects.create(
                organisation_id=other.id, quarter=quarter, figure=FIGURE, is_whole=True,
                number=90, people=90, is_shown=True, origin=GivenFigure.Origin.COUNTED,
            )  # fmt: skip
    with organisation_scope(other.id, other.staff["Ada"].person_id):
        rows = given(first=LAST, last=quarters.running(), figures=[FIGURE])

    assert {each.quarter for each in rows} == {LAST}
    assert quarters.shown_from(LAST) <= timezone.now() < quarters.shown_from(quarters.shifted(LAST, 1))


def test_one_may_take_part_from_a_quarter_that_is_over_and_not_yet_shown():
    running = quarters.running()

    assert quarters.to_begin_with()[-2:] == [quarters.shifted(running, -1), running]
    assert len(quarters.to_begin_with()) == quarters.BACK + 1
