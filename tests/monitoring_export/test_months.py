"""Months begin and end at local midnight, in summer and winter."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from monitoring_export import months

MONTHS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)).map(months.first_day)


def test_a_month_begins_at_local_midnight():
    assert months.bounds(date(2026, 3, 1)) == (
        datetime(2026, 2, 28, 23, tzinfo=UTC),
        datetime(2026, 3, 31, 22, tzinfo=UTC),
    )


@given(MONTHS)
def test_months_follow_each_other_without_gap_or_overlap(month):
    assert months.bounds(month)[1] == months.bounds(months.shifted(month, 1))[0]


@given(MONTHS, st.integers(-500, 500))
def test_there_and_back(month, count):
    assert months.shifted(months.shifted(month, count), -count) == month


def test_a_moment_just_after_local_midnight_is_in_the_new_month():
    assert months.first_day(datetime(2026, 10, 31, 23, 30, tzinfo=UTC)) == date(2026, 11, 1)


def test_nonsense_is_no_month():
    assert [months.parse(text) for text in ("", "2026-13", "x", "2026-11-01", "2026-11")] == [
        None, None, None, None, date(2026, 11, 1),
    ]  # fmt: skip
