"""A step that opens the waiting room of a video visit: once, at its moment, and as long as it is meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from carepaths.access import access_enrolment
from carepaths.actions.following import stop
from carepaths.actions.paths import create_path, draft_version, turn_on
from carepaths.checks import problems_of
from carepaths.content import AnchorDraft, PathContent, StepDraft, TriggerDraft
from carepaths.models import DueStep, EnrolmentAnchor
from carepaths.plan import Reason
from conversations.models import Message
from tests.cast import signed_in
from tests.conversations.stage import LOOKER, at_work
from video.actions.of_paths import Room, open_room, take_back_room
from video.models import VideoVisit

BY_VIDEO = "beeld"
STEP = StepDraft(-1, time(9), "Beeldbellen", "Beste {voornaam}, uw videogesprek is {afspraak}.", kind="video")
APPOINTMENT = AnchorDraft("appointment", "Afspraak", "appointment")
DAY = AnchorDraft("dag", "Dag", "team", has_time=False)


@pytest.fixture
def path(clinic):
    with clinic.scope():
        path = create_path(department=clinic.house.department, title="Videocontrole")
        starts = [TriggerDraft("appointment", code=BY_VIDEO)]
        turn_on(version=draft_version(path=path, steps=[STEP], triggers=starts))
    return path


def opened(clinic) -> VideoVisit:
    with clinic.scope():
        return VideoVisit.objects.select_related("clinician", "conversation").get()


def test_at_its_moment_the_patient_gets_the_way_into_the_waiting_room(clinic, path):
    name = clinic.house.staff["Marieke"].display_name
    visit = clinic.book(days=8, kind=BY_VIDEO, clinician=name)
    with clinic.scope():
        assert not VideoVisit.objects.exists()

    clinic.let_come(*clinic.steps("due"))
    clinic.let_come(*clinic.steps("due"))

    room = opened(clinic)
    assert room.starts_at == visit.starts_at and room.clinician.display_name == name
    (told,) = clinic.messages()
    assert told.startswith("Beste Alice") and "met de knop boven aan dit gesprek" in told
    thread = signed_in(clinic.house.patients["Alice"].person).get(f"/mijn/gesprekken/{room.conversation_id}/")
    assert f"/mijn/beeldbellen/{room.id}/" in thread.content.decode()


def test_it_follows_its_appointment_and_goes_with_it(clinic, path):
    clinic.book(days=8, kind=BY_VIDEO)
    clinic.let_come(*clinic.steps("due"))

    moved = clinic.book(days=9, kind=BY_VIDEO)
    assert opened(clinic).starts_at == moved.starts_at
    clinic.let_come(*clinic.steps("due"))
    assert "is verplaatst" in clinic.messages()[-1]

    clinic.book(days=9, kind=BY_VIDEO, status="cancelled")
    assert opened(clinic).cancelled_at is not None
    assert clinic.messages()[-1].endswith("gaat niet door.")

    again = clinic.book(days=10, kind=BY_VIDEO)
    room = opened(clinic)
    assert room.cancelled_at is None and room.starts_at == again.starts_at
    with clinic.scope():
        last = Message.objects.order_by("number").last()
    assert last.body.startswith("Het videogesprek gaat toch door")


@pytest.mark.parametrize("has_begun", [pytest.param(False, id="to-come"), pytest.param(True, id="begun")])
def test_stopping_the_path_takes_it_back_unless_it_began(clinic, path, has_begun):
    clinic.book(days=8, kind=BY_VIDEO)
    clinic.let_come(*clinic.steps("due"))
    enrolment_id, member = clinic.enrolment().id, clinic.house.staff["Marieke"]
    with at_work(clinic.house):
        VideoVisit.objects.update(started_at=timezone.now() if has_begun else None)
        enrolment = access_enrolment(member, enrolment_id, lock=True)
        stop(member=member, looker=LOOKER, enrolment=enrolment)
    assert (opened(clinic).cancelled_at is None) is has_begun


def test_what_the_team_planned_for_that_moment_is_taken_and_stays_with_the_team(clinic, path):
    clinic.book(days=8, kind=BY_VIDEO)
    clinic.let_come(*clinic.steps("due"))
    known = opened(clinic)
    with clinic.scope():
        other = Room(uuid4(), known.starts_at)
        assert open_room(conversation=known.conversation, room=other).id == known.id
        take_back_room(visit_id=other.id)
        later = Room(uuid4(), known.starts_at + timedelta(days=1))
        assert open_room(conversation=known.conversation, room=later).id == later.id
        assert open_room(conversation=known.conversation, room=later).id == later.id
        assert VideoVisit.objects.filter(cancelled_at=None).count() == 2


@pytest.mark.parametrize(
    ("step", "anchor", "field"),
    [
        pytest.param(replace(STEP, offset=1), APPOINTMENT, "offset", id="after"),
        pytest.param(replace(STEP, offset=0), APPOINTMENT, "offset", id="the-day-itself"),
        pytest.param(replace(STEP, repeat_times=2, repeat_days=1), APPOINTMENT, "repeat_times", id="twice"),
        pytest.param(replace(STEP, anchor="dag"), DAY, "anchor", id="a-day"),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(step, anchor, field):
    content = PathContent("Pad", (step,), tuple({APPOINTMENT, anchor}))
    assert field in [problem.field for problem in problems_of(content)]
    good = replace(STEP, offset=0, unit="hours", at=None)
    assert not problems_of(PathContent("Pad", (good,), (APPOINTMENT,)))


def test_a_way_into_a_room_that_is_closed_already_is_left_out(clinic, path):
    clinic.book(days=8, kind=BY_VIDEO)
    with clinic.scope():
        EnrolmentAnchor.objects.update(moment=clinic.now - timedelta(hours=3))
    clinic.let_come(*clinic.steps("due"))
    with clinic.scope():
        assert DueStep.objects.get(step__kind="video").reason == Reason.TOO_LATE
        assert not VideoVisit.objects.exists()
