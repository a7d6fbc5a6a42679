"""The last day of a stay, written down by the team, begins the aftercare and moves it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from carepaths.actions.discharges import record_discharge
from carepaths.models import DueStep, Enrolment, EnrolmentAnchor
from carepaths.ready_made import turn_on_ready_made
from tenants.models import DepartmentMembership
from tests.carepaths.world import Clinic
from tests.cast import signed_in

PATHS = "/org/lindeborg/zorgpaden/"


@pytest.fixture
def ward(clinic) -> Clinic:
    """Has aftercare that begins at a discharge, beside its check-up."""
    with clinic.scope():
        clinic.path = turn_on_ready_made(department=clinic.house.department, name="neonatal")
    return clinic


def write_down(ward: Clinic, days: int | None) -> str:
    """A nurse types the last day, so many days ahead; what the page says then."""
    alice = ward.house.patients["Alice"]
    nurse = signed_in(ward.house.staff["Marieke"].person)
    on = "" if days is None else f"{timezone.localdate() + timedelta(days=days):%d-%m-%Y}"
    page = f"/org/lindeborg/patienten/{alice.id}/"
    return nurse.post(f"{page}ontslag/", {"discharged_on": on}, follow=True).text


def planned(ward: Clinic) -> list[datetime]:
    with ward.scope():
        rows = DueStep.objects.filter(state="due").order_by("due_at")
        return list(rows.values_list("due_at", flat=True))


def home(ward: Clinic) -> EnrolmentAnchor:
    with ward.scope():
        return EnrolmentAnchor.objects.get()


def told(ward: Clinic, moment: datetime) -> None:
    """The hospital's own system says when it was."""
    with ward.scope():
        alice = ward.house.patients["Alice"]
        record_discharge(patient=alice, department=ward.house.department, moment=moment)


def test_the_last_day_begins_the_aftercare_once_and_moves_it(ward):
    assert "Nazorg na de couveuse begint voor deze patiënt" in write_down(ward, 0)
    (first, *_), (before, *_) = [timezone.localdate(each) for each in planned(ward)], planned(ward)
    assert first == timezone.localdate() + timedelta(days=1)

    assert "Nazorg" not in write_down(ward, 0)
    assert "Nazorg na de couveuse telt vanaf deze dag" in write_down(ward, 2)
    assert timezone.localdate(planned(ward)[0]) == timezone.localdate(before) + timedelta(days=2)
    with ward.scope():
        assert Enrolment.objects.get().began_by == "discharge"


def test_a_day_that_is_not_known_any_more_makes_it_wait(ward):
    write_down(ward, 1)

    assert "Nazorg na de couveuse wacht tot de dag bekend is" in write_down(ward, None)
    assert (planned(ward), home(ward).moment) == ([], None)
    write_down(ward, 1)
    assert planned(ward)


def test_a_day_of_long_ago_begins_nothing(ward):
    assert "Nazorg" not in write_down(ward, -8)
    assert planned(ward) == []


def test_another_department_begins_nothing_here(ward):
    with ward.scope():
        DepartmentMembership.objects.all().delete()

    assert "De dag van ontslag" in write_down(ward, 0)
    assert planned(ward) == []


def test_the_hour_of_the_hospitals_system_is_kept_and_is_no_news(ward):
    write_down(ward, 0)
    by_day = home(ward).moment
    with ward.scope():
        EnrolmentAnchor.objects.update(told=by_day)
    exact = timezone.localtime().replace(hour=15, minute=35, second=20, microsecond=0)
    told(ward, exact)

    assert (home(ward).moment, home(ward).told, home(ward).is_day) == (exact, exact, False)
    assert "Nazorg" not in write_down(ward, 0)
    assert home(ward).moment == exact
    with ward.scope():
        assert not DueStep.objects.filter(kind="moved").exists()


def test_who_is_enrolled_by_hand_is_given_the_day_of_discharge(ward):
    nurse = signed_in(ward.house.staff["Marieke"].person)
    page = f"{PATHS}{ward.path.id}/inschrijven/"
    number = {"number": ward.house.patients["Alice"].number}
    without = nurse.post(page, number)
    assert without.status_code == 422 and planned(ward) == []

    answer = nurse.post(page, number | {"moment_ontslag": f"{timezone.localdate():%Y-%m-%d}T10:00"})

    assert answer.status_code == 302 and planned(ward)
    told(ward, home(ward).moment + timedelta(seconds=20))
    with ward.scope():
        number_before = Enrolment.objects.get().plan_number
    follower = answer["Location"]
    nurse.post(f"{follower}verzetten/", {"moment_ontslag": _shown(nurse, follower), "akkoord": "ja"})
    with ward.scope():
        assert Enrolment.objects.get().plan_number == number_before


def _shown(nurse, follower: str) -> str:
    """What the field of the page shows: minutes, no seconds."""
    return nurse.get(follower).text.split('name="moment_ontslag" value="')[1].split('"')[0]


def test_who_has_no_appointment_is_told_what_to_do(clinic):
    with clinic.scope():
        path = turn_on_ready_made(department=clinic.house.department, name="preoperative")
    nurse = signed_in(clinic.house.staff["Marieke"].person)
    answer = nurse.post(f"{PATHS}{path.id}/inschrijven/", {"number": clinic.house.patients["Alice"].number})

    assert answer.status_code == 422 and "Laat eerst de afspraak maken" in answer.text
