"""Ages by event: under 12 the parents, 12 to 16 both, from 16 the person alone. Whatever the birth date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from notifications.models import Notice
from people import ages
from people.actions.birthdays import keep_birthdays
from people.ages import Who
from people.models import Representation
from rowsecurity.scopes import job_scope
from tests.cast import signed_in
from tests.relatives.stage import ask_as, born, child, reached, represent

BIRTHS = st.dates(date(1930, 1, 1), date(2090, 12, 31))
ORDER = [Who.PARENTS, Who.BOTH, Who.ALONE]


@given(born=BIRTHS, days=st.integers(0, 36_000))
def test_who_decides_only_ever_goes_one_way(born: date, days: int):
    day = born + timedelta(days=days)
    before, after = ages.who_decides(born, day), ages.who_decides(born, day + timedelta(days=1))
    assert ORDER.index(after) - ORDER.index(before) in (0, 1)


@given(born=BIRTHS, years=st.sampled_from([ages.BOTH_FROM, ages.ALONE_FROM]))
def test_it_changes_on_the_birthday_and_not_a_day_before(born: date, years: int):
    day = ages.birthday(born, years)
    assert day.year == born.year + years
    expected = Who.BOTH if years == ages.BOTH_FROM else Who.ALONE
    assert ages.who_decides(born, day) is expected
    assert ages.who_decides(born, day - timedelta(days=1)) is not expected


@given(born=BIRTHS)
def test_the_access_of_a_parent_ends_when_the_birthday_begins_in_the_netherlands(born: date):
    ends = ages.parents_until(born).astimezone(ages.NETHERLANDS)
    assert (ends.date(), ends.hour, ends.minute) == (ages.birthday(born, 16), 0, 0)


def test_born_on_a_leap_day_one_comes_of_age_on_the_first_of_march_where_there_is_none():
    assert ages.birthday(date(2084, 2, 29), 16) == date(2100, 3, 1)
    assert ages.birthday(date(2008, 2, 29), 16) == date(2024, 2, 29)


@pytest.mark.parametrize(("years", "reads"), [(11, True), (15, True), (16, False), (40, False)])
def test_a_parent_reads_along_until_16_whoever_runs_or_does_not_run(lindeborg, years, reads):
    finn = child(lindeborg, years=years)
    limit = ages.parents_until(born(years))
    noor = represent(
        finn, ground="parent", ends_at=limit, end_reason="age", starts_at=limit - timedelta(days=6000)
    )
    other = represent(finn, "Tess", ground="mandate")
    ask_as(other, finn, subject="Prikken")
    assert reached(noor) == (["Prikken"] if reads else [])


def told(house) -> int:
    with job_scope(house.id):
        return Notice.objects.filter(template=Notice.Template.ACCESS_CHANGED).count()


@pytest.mark.parametrize(("days", "notices"), [(61, 0), (60, 1), (1, 1), (0, 1), (-6, 1), (-8, 0)])
def test_parents_are_told_in_advance_and_on_the_day_each_once(lindeborg, days, notices):
    finn = child(lindeborg, years=15)
    represent(finn, ground="parent")
    today = ages.birthday(finn.birth_date, 16) - timedelta(days=days)
    for _again in range(3):
        with job_scope(lindeborg.id):
            keep_birthdays(today)
    assert told(lindeborg) == notices


@pytest.mark.parametrize(("days", "is_said"), [(50, True), (0, True), (-50, True), (80, False)])
def test_around_the_twelfth_birthday_a_parent_reads_what_changes(lindeborg, days, is_said):
    finn = child(lindeborg)
    with job_scope(lindeborg.id):
        finn.birth_date = ages.birthday(timezone.localdate() + timedelta(days=days), -12)
        finn.save(update_fields=["birth_date"])
    noor = represent(finn, ground="parent")

    seen = signed_in(noor).get("/mijn/naasten/").text

    assert ("is Finn 12 jaar en beslist Finn mee" in seen) is is_said


def test_who_was_a_parent_until_lately_reads_where_and_why_and_no_name(lindeborg):
    finn = child(lindeborg, years=16)
    limit = ages.parents_until(finn.birth_date)
    began = limit - timedelta(days=6000)
    noor = represent(finn, ground="parent", ends_at=limit, end_reason="age", starts_at=began)

    seen = signed_in(noor).get("/mijn/naasten/").text

    assert "Lindeborg" in seen and "de patiënt is 16 jaar" in seen and "Finn" not in seen


def test_the_job_sets_right_what_was_granted_without_an_end(lindeborg):
    teen = child(lindeborg, years=17)
    noor = represent(teen, ground="parent")
    with job_scope(lindeborg.id):
        keep_birthdays()
        parent = Representation.objects.get(person=noor)
    assert (parent.end_reason, parent.ends_at) == ("age", ages.parents_until(teen.birth_date))
    assert reached(noor) == []
