"""What was done and what is planned are together what the version says, whatever happens in between."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from carepaths.plan import Anchor, PlannedStep, Reason, must_tell_of_move, plan

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
FIRST = PlannedStep(UUID(int=1), -10, time(9))
SECOND = PlannedStep(UUID(int=2), -5, time(9), only_without_result=True, result_days=30)
AFTER = PlannedStep(UUID(int=3), 7, time(9))
VERSION = [FIRST, SECOND, AFTER]


def visit(days: float) -> Anchor:
    return Anchor(NOW + timedelta(days=days))


def reasons(moments):
    return {moment.step_id.int: moment.reason for moment in moments}


def test_a_visit_far_away_has_every_step_at_its_moment():
    moments = plan(VERSION, Anchor(datetime(2026, 11, 30, 9, 20, tzinfo=UTC)), now=NOW)

    assert [m.due_at.isoformat() for m in moments] == [
        "2026-11-20T08:00:00+00:00",
        "2026-11-25T08:00:00+00:00",
        "2026-12-07T08:00:00+00:00",
    ]
    assert all(m.is_due for m in moments)


def test_a_late_booking_does_the_first_step_at_once():
    first, second, _ = plan(VERSION, visit(8), now=NOW)

    assert first.is_due and first.due_at == NOW
    assert second.is_due and second.due_at > NOW


def test_a_very_late_booking_leaves_out_what_the_next_step_says_again():
    first, second, _ = plan(VERSION, visit(3), now=NOW)

    assert first.reason is Reason.TOO_LATE
    assert second.is_due and second.due_at == NOW


def test_what_a_move_makes_due_at_once_waits_for_the_planner():
    first, *_ = plan(VERSION, visit(8), now=NOW, hold=timedelta(minutes=5))

    assert first.due_at == NOW + timedelta(minutes=5)


def test_nothing_before_the_visit_is_done_after_it():
    moments = plan(VERSION, visit(-1), now=NOW)

    assert reasons(moments) == {1: Reason.TOO_LATE, 2: Reason.TOO_LATE, 3: Reason.NONE}


def test_a_result_drops_the_second_reminder_only():
    moments = plan(VERSION, visit(8), now=NOW, results={SECOND.id: [NOW]})

    assert reasons(moments) == {1: Reason.NONE, 2: Reason.RESULT_IN, 3: Reason.NONE}


def test_a_result_of_long_ago_does_not_count_for_this_visit():
    moments = plan(VERSION, visit(8), now=NOW, results={SECOND.id: [NOW - timedelta(days=40)]})

    assert reasons(moments)[2] is Reason.NONE


def test_two_steps_at_one_moment_are_both_late_and_both_done():
    twin = PlannedStep(UUID(int=9), -10, time(9))

    moments = plan([FIRST, twin], visit(8), now=NOW)

    assert all(m.is_due and m.due_at == NOW for m in moments)


def test_a_move_is_told_only_when_something_else_was_said():
    assert not must_tell_of_move(told=None, starts_at=NOW)
    assert not must_tell_of_move(told=NOW, starts_at=NOW)
    assert must_tell_of_move(told=NOW, starts_at=NOW + timedelta(hours=1))


STEPS = st.lists(
    st.builds(
        PlannedStep,
        st.uuids(),
        st.integers(-30, 14),
        st.times(time(0), time(23, 59)),
        st.booleans(),
        st.just(30),
    ),
    max_size=6,
    unique_by=lambda step: step.id,
)
# Weeks in which the clock changes, and any other.
BEGIN = st.sampled_from([datetime(2026, 3, 20, 12, tzinfo=UTC), datetime(2026, 10, 16, 12, tzinfo=UTC), NOW])
HAPPENINGS = st.lists(
    st.tuples(
        st.floats(0, 12),  # days that pass
        st.one_of(st.none(), st.floats(-5, 40)),  # the visit is moved to so many days from then
        st.booleans(),  # a result comes in
    ),
    max_size=8,
)


@given(STEPS, BEGIN, st.floats(0.1, 40), HAPPENINGS)
@settings(max_examples=400)
def test_done_and_planned_are_the_version_each_step_once(steps, now, ahead, happenings):
    """Play a life: time passes, what is due is done, the visit moves, results come."""
    anchor, done, issued = Anchor(now + timedelta(days=ahead)), Counter(), []
    results = {step.id: issued for step in steps}
    for days, moved_to, has_result in happenings:
        moments = plan(steps, anchor, now=now, done=done, results=results)
        assert Counter(m.step_id for m in moments) + done == Counter(step.id for step in steps)
        now += timedelta(days=days)
        for moment in moments:
            if moment.is_due and moment.due_at <= now:
                done[moment.step_id] += 1
        if moved_to is not None:
            anchor = Anchor(now + timedelta(days=moved_to))
        if has_result:
            issued.append(now)

    assert all(count == 1 for count in done.values())
    moments = plan(steps, anchor, now=now, done=done, results=results)
    assert Counter(m.step_id for m in moments) + done == Counter(step.id for step in steps)
    assert all(m.due_at >= now for m in moments if m.is_due)
    before = [m for m in moments if m.is_due and m.due_at == now < anchor.starts_at]
    offsets = {step.id: (step.offset_days, step.at) for step in steps}
    assert len({offsets[m.step_id] for m in before}) <= 1, "at most one late moment is made good"
