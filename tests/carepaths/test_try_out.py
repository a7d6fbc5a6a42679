"""What one patient gets of a version, and why: pure, so with dates of any year."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from audit.models import AccessLogEntry
from carepaths.conditions import Condition, Facts, Kind
from carepaths.content import AnchorDraft, PathContent, StepDraft, TriggerDraft
from carepaths.models import CarePath, DueStep
from carepaths.plan import Anchor
from carepaths.try_out import too_full, try_out
from tests.carepaths.test_enrolments import now_step, simple_path
from tests.cast import signed_in

NL = ZoneInfo("Europe/Amsterdam")
VISIT = AnchorDraft("appointment", "Afspraak", "appointment")


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=NL)


def lines_of(*steps: StepDraft, visit: datetime, begins: datetime, facts: Facts | None = None):
    content = PathContent("Pad", steps, (VISIT,))
    return try_out(content, {"appointment": Anchor(visit)}, begins=begins, facts=facts or Facts())


def test_a_result_that_comes_in_leaves_out_only_what_comes_later():
    only_without = (Condition(Kind.NO_RESULT, code="LAB"),)
    first, second = (
        StepDraft(-10, time(9), "Eerste", "Dag", conditions=only_without),
        StepDraft(-5, time(9), "Tweede", "Dag", conditions=only_without),
    )
    facts = Facts(results={"LAB": [at(2026, 11, 24)]})

    lines = lines_of(first, second, visit=at(2026, 11, 30, 10, 20), begins=at(2026, 11, 2), facts=facts)

    assert [(line.title, line.is_left_out) for line in lines] == [("Eerste", False), ("Tweede", True)]
    assert lines[0].at == at(2026, 11, 20, 9)


def test_the_hour_that_the_clock_skips_is_said():
    (line,) = lines_of(
        StepDraft(-1, time(2, 30), "Nacht", "Dag"), visit=at(2027, 3, 29, 10), begins=at(2027, 3, 1)
    )

    assert line.at == at(2027, 3, 28, 3, 30)
    assert len(line.notes) == 3  # Easter, the clock, quiet hours


def test_quiet_hours_are_said_of_what_rings_only():
    steps = [StepDraft(-1, time(2), kind, "Dag", kind=kind) for kind in ("message", "letter", "team_task")]
    lines = lines_of(*steps, visit=at(2026, 6, 3, 10), begins=at(2026, 5, 1))

    assert {line.title: len(line.notes) for line in lines} == {"message": 1, "letter": 0, "team_task": 0}


def test_a_holiday_and_the_weekend_are_said():
    steps = (StepDraft(0, time(9), "Kerst", "Dag"), StepDraft(2, time(9), "Zondag", "Dag"))
    lines = lines_of(*steps, visit=at(2026, 12, 25, 10), begins=at(2026, 12, 1))

    assert all(len(line.notes) == 1 for line in lines)


def test_after_the_end_nothing_comes():
    end = StepDraft(1, time(9), "Klaar", kind="end")
    lines = lines_of(
        end, StepDraft(2, time(9), "Later", "Dag"), visit=at(2026, 6, 1, 10), begins=at(2026, 5, 1)
    )

    assert [line.is_left_out for line in lines] == [False, True]


def test_a_repetition_ends_when_its_condition_holds():
    key = uuid4()
    step = StepDraft(
        1,
        time(9),
        "Meet",
        "Dag",
        key=key,
        repeat_days=1,
        repeat_times=4,
        until=(Condition(Kind.RESULT_IN, code="LAB"),),
    )
    facts = Facts(results={"LAB": [at(2026, 6, 3, 12)]})

    lines = lines_of(step, visit=at(2026, 6, 1, 10), begins=at(2026, 5, 1), facts=facts)

    assert [line.is_left_out for line in lines] == [False, False, True, True]


def test_a_full_week_is_warned_for_and_what_the_team_gets_is_not_counted():
    messages = [StepDraft(n, time(9), f"Bericht {n}", "Dag") for n in range(4)]
    lines = lines_of(
        *messages,
        StepDraft(0, time(9), "Bel", "Bel", kind="team_task"),
        visit=at(2026, 6, 1, 10),
        begins=at(2026, 5, 1),
    )

    assert [(week.begins.isoformat(), week.number) for week in too_full(lines, budget=3)] == [
        ("2026-06-01", 4)
    ]
    assert too_full(lines, budget=4) == []


def test_the_page_shows_a_calendar_at_once(clinic):
    page = f"/org/lindeborg/zorgpaden/{clinic.path.id}/ontwerp/uitproberen/"
    marieke = signed_in(clinic.house.staff["Marieke"].person)

    text = marieke.get(page).content.decode()

    assert "Bloed laten prikken" in text and "10 dagen ervoor: Afspraak" in text


@pytest.mark.parametrize("moment", ["2027-03-28T02:30", "morgen"], ids=["skipped", "no date"])
def test_a_moment_that_cannot_be_is_refused(clinic, moment):
    page = f"/org/lindeborg/zorgpaden/{clinic.path.id}/ontwerp/uitproberen/"
    marieke = signed_in(clinic.house.staff["Marieke"].person)

    answer = marieke.get(page, {"begins": "2027-03-01", "moment_appointment": moment, "budget": "5"})

    assert answer.status_code == 422


def test_of_an_hour_that_comes_twice_is_asked_which(clinic):
    page = f"/org/lindeborg/zorgpaden/{clinic.path.id}/ontwerp/uitproberen/"
    marieke = signed_in(clinic.house.staff["Marieke"].person)
    typed = {"begins": "2027-10-01", "moment_appointment": "2027-10-31T02:30", "budget": "5"}
    answer = marieke.get(page, typed)
    assert answer.status_code == 422
    assert 'name="moment_appointment_keer"' in answer.text and "de tweede keer" in answer.text

    for which, hour in (("eerste", 0), ("tweede", 1)):
        answer = marieke.get(page, typed | {"moment_appointment_keer": which})
        meant = datetime(2027, 10, 31, hour, 30, tzinfo=UTC)
        assert answer.status_code == 200 and answer.context["form"].anchors()["appointment"] == Anchor(meant)


def test_the_other_paths_of_a_real_patient_are_in_the_same_calendar_and_budget(clinic):
    marieke = signed_in(clinic.house.staff["Marieke"].person)
    clinic.book(days=40)
    number = clinic.house.patients["Alice"].number
    simple_path(clinic, [now_step("Elke week", repeat_times=8, repeat_days=7)], TriggerDraft("by_hand"))
    with clinic.scope():
        path = CarePath.objects.get(title="Vervolg")
    page = f"/org/lindeborg/zorgpaden/{path.id}/ontwerp/uitproberen/"
    begins = f"{clinic.now + timedelta(days=1):%Y-%m-%d}"
    typed = {"begins": begins, "budget": "1", "number": number}
    text = marieke.post(page, typed).content.decode()

    assert "Ander zorgpad: Controle reuma" in text and "Bloed laten prikken" in text
    assert "Met wat bekend is van" in text and "meer dan 1" in text
    with clinic.scope():
        assert AccessLogEntry.objects.filter(event="carepath.read", object_type="patient").count() == 1
        assert not DueStep.objects.filter(enrolment__version__path=path).exists()
    assert "Ander zorgpad" not in marieke.get(page, typed).content.decode(), "no number in an address"
    assert marieke.post(page, typed | {"number": "none"}).status_code == 422
