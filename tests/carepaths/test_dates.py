"""A moment that the patient enters: asked in the thread, followed by the plan, changed, and taken back."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.utils import timezone

from carepaths.actions import following
from carepaths.actions.dates import look_after
from carepaths.actions.enrolments import end
from carepaths.actions.paths import StepDraft, TriggerDraft, draft_version, turn_on
from carepaths.content import AnchorDraft
from carepaths.models import DueStep, Enrolment, EnrolmentAnchor
from carepaths.plan import Reason
from conversations.models import Task
from tests.cast import signed_in
from tests.conversations.stage import at_work

State = DueStep.State


@pytest.fixture
def asked(clinic):
    """Alice follows a path that counts from the first day of her cycle, which she is asked."""
    anchor = AnchorDraft("first_day", "Eerste dag", "patient", has_time=False)
    step = StepDraft(3, time(9), "Medicijnen", "Begin op {first_day}.", "message", anchor="first_day")
    with clinic.scope():
        turn_on(
            version=draft_version(
                path=clinic.path, steps=[step], anchors=[anchor], triggers=[TriggerDraft("by_hand")]
            )
        )
        version = clinic.path.versions.get(state="active")
    with at_work(clinic.house):
        following.enrol_by_hand(
            member=clinic.house.staff["Marieke"],
            looker=following.Looker("Marieke", "nurse"),
            patient=clinic.house.patients["Alice"],
            version=version,
        )
    return look(clinic)


def look(clinic) -> Task:
    with clinic.scope():
        look_after()
        return Task.objects.get()


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def answer(clinic, task, who="Alice", **typed):
    return signed_in(clinic.house.patients[who].person).post(f"/mijn/taken/{task.id}/datum/", typed)


def planned(clinic) -> list[str]:
    return [timezone.localdate(step.due_at).isoformat() for step in clinic.steps(State.DUE)]


def test_it_is_asked_once_and_nothing_is_planned_before(clinic, asked):
    assert look(clinic).number == asked.number
    assert (asked.title, asked.is_open, planned(clinic)) == ("Vul een datum in: Eerste dag", True, [])


def test_the_plan_follows_what_is_entered_and_changed(clinic, asked):
    assert answer(clinic, asked, datum=day(2)).status_code == 302
    look(clinic)
    assert planned(clinic) == [day(5)]

    answer(clinic, asked, datum=day(7))
    look(clinic)
    assert planned(clinic) == [day(10)]


def test_a_date_that_is_not_known_after_all_stops_what_was_planned(clinic, asked):
    answer(clinic, asked, datum=day(2))
    look(clinic)

    answer(clinic, asked, doe="weet-niet")
    look(clinic)

    assert planned(clinic) == []
    page = signed_in(clinic.house.patients["Alice"].person).get(f"/mijn/gesprekken/{asked.conversation_id}/")
    assert "U weet deze datum nog niet." in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("gisteren", "Vul een dag, maand en jaar in."),
        ("", "Vul een dag, maand en jaar in."),
        ("0001-01-01", "Vul een dag, maand en jaar in."),
        ("1926-11-20", "Klopt het jaar?"),
        ("2226-11-20", "Klopt het jaar?"),
    ],
    ids=["words", "nothing", "beyond the calendar", "a century ago", "centuries ahead"],
)
def test_what_cannot_be_meant_is_refused_and_stays_typed(clinic, asked, typed, said):
    response = answer(clinic, asked, datum=typed)

    assert response.status_code == 422
    page = response.content.decode()
    assert said in page and f'value="{typed}"' in page
    assert look(clinic).is_open


def test_a_stranger_finds_nothing(clinic, asked):
    assert answer(clinic, asked, "Bob", datum=day(2)).status_code == 404


def test_the_date_the_team_enters_later_stays(clinic, asked):
    answer(clinic, asked, datum=day(2))
    look(clinic)
    with at_work(clinic.house):
        enrolment = Enrolment.objects.select_for_update().get()
        moment = timezone.now() + timedelta(days=20)
        following.move_anchors(
            member=clinic.house.staff["Marieke"],
            looker=following.Looker("Marieke", "nurse"),
            enrolment=enrolment,
            dated={"first_day": following.Dated(moment, is_day=True)},
        )

    look(clinic)

    with clinic.scope():
        assert EnrolmentAnchor.objects.get().moment == moment


def test_what_the_team_knows_or_what_is_over_is_not_asked_any_more(clinic, asked):
    with clinic.scope():
        end(enrolment=Enrolment.objects.get(), reason=Reason.ENDED)

    task = look(clinic)

    assert task.withdrawn_at is not None
    assert "hoeft niet meer" in answer(clinic, task, datum=day(2)).content.decode()
