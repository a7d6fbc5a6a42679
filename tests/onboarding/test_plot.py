"""Bars stand inside the plot, on a scale of round numbers."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from monitoring_export.bars import scale
from onboarding.plot import HEIGHT, TOP, WIDTH, plot

NUMBERS = st.integers(0, 10_000_000)


@given(st.lists(st.tuples(st.just(date(2026, 1, 1)), NUMBERS, NUMBERS), max_size=12))
def test_every_bar_stays_inside(rows):
    drawn = plot(rows)

    for bar in drawn.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH
        assert TOP - 1 <= bar.automatic_y <= bar.people_y <= HEIGHT
        assert abs(bar.automatic_y + bar.automatic_height - bar.people_y) < 0.2


@given(NUMBERS)
def test_the_scale_is_just_above_the_highest(highest):
    top = scale(highest)

    assert top >= highest
    assert top % 4 == 0
    assert top <= max(4, highest * 2.5 + 4)


def test_a_quiet_year_has_lines_and_no_bars_of_height():
    drawn = plot([(date(2026, 1, 1), 0, 0)])

    assert [line.value for line in drawn.lines] == [0, 1, 2, 3, 4]
    assert drawn.bars[0].people_height == 0
