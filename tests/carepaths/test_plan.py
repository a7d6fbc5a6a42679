"""What was done and what is planned are together what the version says, whatever happens in between."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from carepaths.conditions import Condition, Facts, Kind
from carepaths.plan import Anchor, PlannedStep, Reason, Voice, must_tell_of_move, plan

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
NO_RESULT = Condition(Kind.NO_RESULT, code="LAB", days=30)
FIRST = PlannedStep(UUID(int=1), -10, time(9))
SECOND = PlannedStep(UUID(int=2), -5, time(9), conditions=(NO_RESULT,))
AFTER = PlannedStep(UUID(int=3), 7, time(9))
VERSION = [FIRST, SECOND, AFTER]


def visit(days: float) -> dict[str, Anchor]:
    return {"appointment": Anchor(NOW + timedelta(days=days))}


def lab(*issued) -> Facts:
    return Facts(results={"LAB": issued})


def reasons(moments):
    return {moment.key.int: moment.reason for moment in moments}


def test_a_visit_far_away_has_every_step_at_its_moment():
    moments = plan(VERSION, {"appointment": Anchor(datetime(2026, 11, 30, 9, 20, tzinfo=UTC))}, now=NOW)

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
    moments = plan(VERSION, visit(8), now=NOW, facts=lab(NOW))

    assert reasons(moments) == {1: Reason.NONE, 2: Reason.RESULT_IN, 3: Reason.NONE}


def test_a_result_of_long_ago_does_not_count_for_this_visit():
    moments = plan(VERSION, visit(8), now=NOW, facts=lab(NOW - timedelta(days=40)))

    assert reasons(moments)[2] is Reason.NONE


def test_two_steps_at_one_moment_are_both_late_and_both_done():
    twin = PlannedStep(UUID(int=9), -10, time(9))

    moments = plan([FIRST, twin], visit(8), now=NOW)

    assert all(m.is_due and m.due_at == NOW for m in moments)


def test_a_move_is_told_only_when_something_else_was_said():
    assert not must_tell_of_move(told=None, starts_at=NOW)
    assert not must_tell_of_move(told=NOW, starts_at=NOW)
    assert must_tell_of_move(told=NOW, starts_at=NOW + timedelta(hours=1))


def test_a_step_of_the_team_does_not_make_up_for_one_of_the_patient():
    team = PlannedStep(UUID(int=9), -9, time(9), voice=Voice.TEAM)

    moments = plan([FIRST, team], visit(8.5), now=NOW)

    assert reasons(moments) == {1: Reason.NONE, 9: Reason.NONE}


def test_a_step_in_hours_counts_from_the_moment_itself():
    injection = Anchor(datetime(2026, 11, 5, 21, 30, tzinfo=UTC))
    puncture = PlannedStep(UUID(int=1), 36, None, unit="hours", anchor="injection")

    (moment,) = plan([puncture], {"injection": injection}, now=NOW)

    assert moment.due_at == datetime(2026, 11, 7, 9, 30, tzinfo=UTC)


def test_a_step_whose_anchor_is_not_dated_yet_waits():
    step = PlannedStep(UUID(int=1), 1, time(9), anchor="puncture")

    (moment,) = plan([step], {}, now=NOW)

    assert (moment.due_at, moment.reason) == (None, Reason.NO_DATE)


def test_a_repeated_step_ends_when_what_it_waits_for_is_there():
    asked = Condition(Kind.DONE, step=UUID(int=1))
    daily = PlannedStep(UUID(int=1), 0, time(9), repeat_days=2, repeat_times=4, until=(asked,))
    later = NOW + timedelta(days=2, hours=1)
    answered = Facts(answers={UUID(int=1): {"done"}})

    before = plan([daily], visit(0), now=NOW - timedelta(days=1))
    after = plan([daily], visit(0), now=later, done={(UUID(int=1), 1)}, facts=answered)

    assert [(m.due_at - before[0].due_at).days for m in before] == [0, 2, 4, 6]
    assert [m.reason for m in after] == [Reason.UNTIL, Reason.NONE, Reason.NONE]


def test_a_condition_is_asked_when_the_moment_is_there_and_not_before():
    step = PlannedStep(UUID(int=1), 0, time(9), conditions=(Condition(Kind.RELATIVE),))

    (early,) = plan([step], visit(3), now=NOW)
    (there,) = plan([step], visit(3), now=NOW + timedelta(days=3))

    assert early.is_due and there.reason is Reason.CONDITION


def test_what_the_team_leaves_out_is_not_done():
    first, second, _ = plan(VERSION, visit(20), now=NOW, skipped={(FIRST.key, 1)})

    assert first.reason is Reason.BY_HAND and second.is_due


CONDITIONS = st.sampled_from(
    [
        (),
        (NO_RESULT,),
        (Condition(Kind.RESULT_IN, code="LAB"),),
        (Condition(Kind.RELATIVE),),
        (Condition(Kind.DONE, step=UUID(int=7)),),
        (Condition(Kind.PREFERENCE, value="video"), NO_RESULT),
    ]
)
ANCHORS = ["appointment", "start", "puncture"]
STEPS = st.lists(
    st.builds(
        PlannedStep,
        st.uuids(),
        st.integers(-30, 14),
        st.times(time(0), time(23, 59)),
        st.sampled_from(["days", "hours", "working_days"]),
        st.sampled_from(ANCHORS),
        CONDITIONS,
        st.integers(1, 5),
        st.integers(1, 3),
        CONDITIONS,
        st.sampled_from(list(Voice)),
    ),
    max_size=6,
    unique_by=lambda step: step.key,
)
# Weeks in which the clock changes, and any other.
BEGIN = st.sampled_from([datetime(2026, 3, 20, 12, tzinfo=UTC), datetime(2026, 10, 16, 12, tzinfo=UTC), NOW])
HAPPENINGS = st.lists(
    st.tuples(
        st.floats(0, 12),  # days that pass; without any the path is paused meanwhile
        st.one_of(st.none(), st.tuples(st.sampled_from(ANCHORS), st.floats(-5, 40))),  # a moment moves
        st.sampled_from(["nothing", "result", "relative", "answer", "skip", "undo", "pause", "version"]),
    ),
    max_size=8,
)


HEARD = {"relative": {"has_relative": True}, "answer": {"answers": {UUID(int=7): {"done"}}}}


def slots(steps):
    return Counter((step.key, number) for step in steps for number in range(1, step.repeat_times + 1))


@given(STEPS, STEPS, BEGIN, st.floats(0.1, 40), HAPPENINGS)
@settings(max_examples=300, deadline=None)
def test_done_and_planned_are_the_version_each_step_once(steps, others, now, ahead, happenings):
    """Play a life: time passes, what is due is done, moments move, versions change, the team intervenes."""
    anchors = {"appointment": Anchor(now + timedelta(days=ahead)), "start": Anchor(now)}
    done, skipped, issued, facts = Counter(), set(), [], {}
    for days, moved, event in happenings:
        known = Facts(results={"LAB": issued}, **facts)
        moments = plan(steps, anchors, now=now, done=done, skipped=skipped, facts=known)
        check(steps, moments, done)
        now += timedelta(days=days)
        for moment in moments if event != "pause" else ():
            if moment.is_due and moment.due_at <= now:
                done[moment.slot] += 1
        if moved is not None:
            anchors[moved[0]] = Anchor(now + timedelta(days=moved[1]))
        open_slots = [moment.slot for moment in moments if moment.slot not in done]
        facts |= HEARD.get(event, {})
        if event == "result":
            issued.append(now)
        elif event == "skip":
            skipped |= set(open_slots[:1])
        elif event == "undo":
            skipped.clear()
        elif event == "version":  # the next version keeps some steps and brings others
            steps = [*steps[: len(steps) // 2], *(each for each in others if each.key not in slots_of(steps))]

    assert all(count == 1 for count in done.values())
    moments = plan(steps, anchors, now=now, done=done, skipped=skipped, facts=Facts({"LAB": issued}, **facts))
    check(steps, moments, done)
    assert all(m.due_at >= now for m in moments if m.is_due)


def slots_of(steps):
    return {step.key for step in steps}


def check(steps, moments, done):
    """Exactly the slots of this version: done before, or in the plan, and never both."""
    wanted = slots(steps)
    assert Counter(m.slot for m in moments) + Counter(s for s in done if s in wanted) == wanted
