"""Local time becomes an instant; the weeks in which the clock jumps included."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepaths.clock import (
    AmbiguousTime,
    NonexistentTime,
    deadline,
    from_working_days,
    instant,
    is_working_day,
    local_day,
    step_instant,
)

NL = ZoneInfo("Europe/Amsterdam")
LOCAL = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31))


def test_a_time_that_the_clock_skips_is_refused():
    with pytest.raises(NonexistentTime):
        instant(datetime(2026, 3, 29, 2, 30))


def test_a_time_that_comes_twice_asks_which():
    with pytest.raises(AmbiguousTime):
        instant(datetime(2026, 10, 25, 2, 30))
    first = instant(datetime(2026, 10, 25, 2, 30), second=False)
    later = instant(datetime(2026, 10, 25, 2, 30), second=True)
    assert later - first == timedelta(hours=1)


@pytest.mark.parametrize(
    ("visit", "hours"),
    [
        (datetime(2026, 3, 29, 10), 24),  # in the night before, the clock skips an hour
        (datetime(2026, 10, 25, 10), 26),
        (datetime(2026, 6, 1, 10), 25),
    ],
)
def test_nine_o_clock_the_day_before_is_on_the_wall(visit, hours):
    starts_at = instant(visit)

    due_at = step_instant(starts_at, offset=-1, at=time(9))

    assert starts_at - due_at == timedelta(hours=hours)
    assert due_at.astimezone(NL).time() == time(9)


@pytest.mark.parametrize(
    ("visit", "number", "wanted"),
    [
        pytest.param((2026, 4, 7), -1, (2026, 4, 2), id="over Easter, with Good Friday"),
        pytest.param((2026, 4, 2), 2, (2026, 4, 8), id="after Easter"),
        pytest.param((2027, 4, 26), 1, (2027, 4, 28), id="over King's Day"),
        pytest.param((2026, 12, 24), 2, (2026, 12, 29), id="over Christmas and a weekend"),
        pytest.param((2026, 11, 30), -5, (2026, 11, 23), id="a plain week"),
        pytest.param((2026, 12, 26), 0, (2026, 12, 26), id="the day itself, whatever it is"),
        pytest.param((2026, 12, 26), -1, (2026, 12, 24), id="before a holiday"),
    ],
)
def test_working_days_leave_out_weekends_and_dutch_holidays(visit, number, wanted):
    starts_at = instant(datetime(*visit, 10))

    due_at = step_instant(starts_at, offset=number, at=time(9), unit="working_days")

    assert due_at.astimezone(NL) == datetime(*wanted, 9, tzinfo=NL)


@given(LOCAL, st.integers(-60, 60).filter(bool))
def test_between_a_moment_and_its_step_lie_so_many_working_days(local, number):
    day = local.date()
    found = from_working_days(day, number)

    step = 1 if number > 0 else -1
    between = [day + timedelta(days=n * step) for n in range(1, abs((found - day).days) + 1)]
    assert is_working_day(found) and sum(map(is_working_day, between)) == abs(number)


def test_a_plan_at_a_skipped_hour_takes_the_hour_after_the_jump():
    starts_at = instant(datetime(2026, 3, 30, 10))

    due_at = step_instant(starts_at, offset=-1, at=time(2, 30))

    assert due_at.astimezone(NL) == datetime(2026, 3, 29, 3, 30, tzinfo=NL)


def test_a_plan_at_an_hour_that_comes_twice_takes_the_first():
    starts_at = instant(datetime(2026, 10, 26, 10))

    due_at = step_instant(starts_at, offset=-1, at=time(2, 30))

    assert due_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_appointment_just_after_midnight_counts_from_its_own_day():
    starts_at = instant(datetime(2026, 7, 1, 0, 10))  # still 30 June in UTC

    assert local_day(starts_at) == date(2026, 7, 1)
    assert step_instant(starts_at, offset=0, at=time(9)).astimezone(NL).date() == date(2026, 7, 1)


@given(LOCAL, st.integers(-60, 60), st.times(time(4), time(23, 59)))
def test_every_step_stands_on_its_day_and_hour(local, offset, at):
    try:
        starts_at = instant(local, second=False)
    except NonexistentTime:
        return

    due_at = step_instant(starts_at, offset=offset, at=at)

    shown = due_at.astimezone(NL).replace(tzinfo=None)
    assert shown == datetime.combine(local.date() + timedelta(days=offset), at)


@given(LOCAL, st.integers(0, 30), st.integers(-40, 40))
def test_a_deadline_lies_after_today_and_not_after_the_visit(local, days, ago):
    starts_at = local.replace(tzinfo=UTC)
    now = starts_at - timedelta(days=ago)

    last = deadline(starts_at, days_before=days, now=now)

    assert last <= local_day(starts_at)
    assert last > local_day(now) or last == local_day(starts_at)
