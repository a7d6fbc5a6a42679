"""The reply promise: open hours, opening days, Dutch holidays, and the nights on which the clock moves."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tenants.promise import ZONE, Hours, Special, Timetable, answer_by, closing, is_open, next_opening

WEEK = tuple(Hours(day, time(9), time(17)) for day in range(5))
TWO_DAYS = Timetable(WEEK, 2, in_days=True)
FOUR_HOURS = Timetable(WEEK, 4, in_days=False)
NEVER = Timetable((), 2, in_days=True)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("asked", "promised"),
    [
        ("2026-11-16 10:00", "2026-11-18 17:00"),  # Monday, open: two whole days follow
        ("2026-11-16 22:30", "2026-11-18 17:00"),  # Monday night: Tuesday and Wednesday
        ("2026-11-17 08:00", "2026-11-18 17:00"),  # before opening, the day itself counts
        ("2026-11-20 16:59", "2026-11-24 17:00"),  # Friday: over the weekend
        ("2026-04-24 12:00", "2026-04-29 17:00"),  # Monday 27 April is King's Day
        ("2026-12-24 12:00", "2026-12-29 17:00"),  # both days of Christmas, then a weekend
        ("2025-05-02 12:00", "2025-05-07 17:00"),  # Liberation Day, a lustrum year
        ("2026-05-04 12:00", "2026-05-06 17:00"),  # 5 May in another year is an ordinary Tuesday
        ("2026-05-13 12:00", "2026-05-18 17:00"),  # Ascension Day; the Friday after it is ordinary
    ],
)
def test_days_are_whole_opening_days(asked, promised):
    assert answer_by(TWO_DAYS, local(asked)) == local(promised)


@pytest.mark.parametrize(
    ("asked", "promised"),
    [
        ("2026-11-16 10:00", "2026-11-16 14:00"),
        ("2026-11-16 15:00", "2026-11-17 11:00"),
        ("2026-11-20 16:00", "2026-11-23 12:00"),
        ("2026-11-21 03:00", "2026-11-23 13:00"),
    ],
)
def test_hours_are_open_hours(asked, promised):
    assert answer_by(FOUR_HOURS, local(asked)) == local(promised)


def test_moments_go_out_in_utc():
    assert answer_by(TWO_DAYS, local("2026-07-06 10:00")) == datetime(2026, 7, 8, 15, tzinfo=UTC)
    assert answer_by(TWO_DAYS, local("2026-07-06 10:00")).tzinfo is UTC


def test_without_hours_nothing_is_promised():
    now = local("2026-11-16 10:00")
    assert (is_open(NEVER, now), next_opening(NEVER, now), answer_by(NEVER, now)) == (False, None, None)
    assert answer_by(Timetable((), 2, in_days=False), now) is None


def test_a_break_at_noon_is_closed_and_does_not_count():
    week = (Hours(0, time(9), time(12)), Hours(0, time(13), time(17)))
    monday = Timetable(week, 2, in_days=False)
    assert not is_open(monday, local("2026-11-16 12:30"))
    assert next_opening(monday, local("2026-11-16 12:30")) == local("2026-11-16 13:00")
    assert answer_by(monday, local("2026-11-16 11:30")) == local("2026-11-16 14:30")
    assert closing(monday, local("2026-11-16 11:30")) == local("2026-11-16 12:00")


def test_the_hour_that_the_clock_skips_has_no_length():
    sunday = Timetable((Hours(6, time(2, 30), time(3, 15)), Hours(6, time(10), time(11))), 1, in_days=False)
    assert next_opening(sunday, local("2026-03-29 00:00")) == local("2026-03-29 10:00")


hours_of_a_day = st.tuples(st.integers(0, 6), st.times(), st.times()).filter(lambda h: h[1] < h[2])
weeks = st.lists(hours_of_a_day, min_size=1, max_size=8).map(lambda week: tuple(Hours(*h) for h in week))
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
tables = st.builds(Timetable, weeks, st.integers(0, 12), in_days=st.booleans())


@given(tables, moments)
def test_a_promise_is_never_in_the_past_and_ends_in_open_hours(table, asked):
    by = answer_by(table, asked)
    assume(by is not None)
    assert by >= asked
    assert is_open(table, by) or is_open(table, by - timedelta(microseconds=1))


@given(tables, moments, st.timedeltas(timedelta(0), timedelta(days=20)))
def test_asking_later_never_brings_an_earlier_promise(table, asked, later):
    first, second = answer_by(table, asked), answer_by(table, asked + later)
    assume(first is not None and second is not None)
    assert first <= second


@given(tables, moments)
def test_opening_now_or_later(table, at):
    opening = next_opening(table, at)
    assume(opening is not None)
    assert is_open(table, opening)
    assert (opening == at) == is_open(table, at)


@given(moments)
def test_around_the_clock_every_hour_counts_once(asked):
    always = tuple(Hours(day, time(0), time(23, 59, 59, 999999)) for day in range(7))
    by = answer_by(Timetable(always, 5, in_days=False), asked)
    closed = timedelta(days=4)  # holidays in a row: two of Christmas, or Easter with a day before
    assert timedelta(hours=5) <= by - asked <= timedelta(hours=5) + closed


def test_a_week_over_the_change_of_the_clock_keeps_local_hours():
    before, after = local("2026-10-23 12:00"), local("2026-10-26 12:00")
    by = answer_by(FOUR_HOURS, before + timedelta(hours=3))
    assert by == local("2026-10-26 11:00")
    assert after.date() == date(2026, 10, 26)
    assert by.astimezone(ZONE).time() == time(11)


def test_a_special_day_takes_the_place_of_its_weekday_and_of_a_public_holiday():
    closed = Timetable(WEEK, 4, in_days=False, specials=(Special(date(2026, 11, 23)),))
    assert not is_open(closed, datetime(2026, 11, 23, 10, tzinfo=ZONE))
    christmas = Special(date(2026, 12, 25), time(10), time(12))
    open_at_christmas = Timetable(WEEK, 4, in_days=False, specials=(christmas,))
    assert is_open(open_at_christmas, datetime(2026, 12, 25, 11, tzinfo=ZONE))
    assert not is_open(FOUR_HOURS, datetime(2026, 12, 25, 11, tzinfo=ZONE))


def test_a_question_outside_hours_has_a_promise_of_its_own():
    timetable = Timetable(WEEK, 1, in_days=False, outside_days=2)
    inside, outside = datetime(2026, 11, 24, 10, tzinfo=ZONE), datetime(2026, 11, 23, 22, tzinfo=ZONE)

    assert answer_by(timetable, inside) == answer_by(Timetable(WEEK, 1, in_days=False), inside)
    assert answer_by(timetable, outside) == answer_by(Timetable(WEEK, 2, in_days=True), outside)
