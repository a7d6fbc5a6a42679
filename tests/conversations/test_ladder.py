"""The ladder of a must-read message, over all wishes and clocks: each way once, never at night, to an end."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from conversations.ladder import ORDER, Climber, Way, after, allowed_at, next_way
from notifications.quiet_hours import QuietHours

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
times = st.times().map(lambda at: at.replace(tzinfo=None, microsecond=0))
quiet_hours = st.none() | st.builds(QuietHours, times, times)
climbers = st.builds(
    Climber, st.frozensets(st.sampled_from([Way.PUSH, Way.SMS, Way.EMAIL])).map(frozenset), quiet_hours
)
households = st.lists(climbers, max_size=3)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
pauses = st.integers(15, 14 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
# How late a worker comes, each time.
delays = st.lists(st.integers(0, 3 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes)), min_size=30)


def climbed(household, begin, pause, late, read_at):
    """Every way and moment as the worker would take them, until it is read or nothing is left."""
    taken: list[tuple[Way, datetime]] = []
    due = begin
    for delay in late:
        now = due + delay
        if read_at is not None and now >= read_at:
            return taken, "read"
        way = next_way([each for each, _ in taken], household)
        if way is None:
            return taken, "call"
        allowed = allowed_at(now, AMSTERDAM, household)
        if allowed > now:
            due = allowed
            continue
        taken.append((way, now))
        due = after(now, pause, AMSTERDAM, household)
        if way is Way.CALL:
            return taken, "call"
    return taken, "still climbing"


@given(households, moments, pauses, delays, st.none() | moments)
def test_each_way_once_never_in_quiet_hours_and_always_to_an_end(household, begin, pause, late, read_at):
    # A worker that is late once and then in time: a quiet hour may push a step on, never for ever.
    on_time = late[:8] + [timedelta()] * 12
    taken, end = climbed(household, begin, pause, on_time, read_at)

    ways = [way for way, _ in taken]
    assert len(set(ways)) == len(ways)
    assert ways == sorted(ways, key=ORDER.index)
    if household and household[0].quiet:
        assert not any(household[0].quiet.covers(at.astimezone(AMSTERDAM).time()) for _, at in taken)
    assert end in ("read", "call")
    if end == "call":
        assert ways[-1] is Way.CALL
    if read_at is not None:
        assert all(at < read_at for _, at in taken)


@given(households, st.sets(st.sampled_from(list(Way))))
def test_a_way_that_leads_to_nobody_is_left_out(household, tried):
    way = next_way(tried, household)
    assert way in (None, Way.CALL) or any(way in climber.ways for climber in household)
    assert (way is None) == (Way.CALL in tried)


def test_without_an_account_it_is_a_call_at_once():
    assert next_way([], []) is Way.CALL


def test_quiet_hours_over_midnight_and_within_a_day():
    night, noon = QuietHours(time(22), time(8)), QuietHours(time(12), time(14))
    assert night.covers(time(23)) and night.covers(time(7, 59)) and not night.covers(time(8))
    assert noon.covers(time(13)) and not noon.covers(time(14))
    assert not QuietHours(time(9), time(9)).covers(time(9))
