"""An appointment that is by video has its waiting room, and is shown with it."""

from __future__ import annotations

from datetime import time

import pytest
from django.urls import reverse

from carepaths.actions.paths import create_path, draft_version, turn_on
from carepaths.conditions import Condition, Kind
from carepaths.content import StepDraft, TriggerDraft
from tests.carepaths.test_waiting_rooms import STEP
from tests.cast import signed_in
from video.models import AppointmentCodes, VideoVisit

VIDEO = "VIDEO"


def rooms(clinic) -> list[VideoVisit]:
    with clinic.scope():
        return list(VideoVisit.objects.select_related("clinician").order_by("starts_at"))


def appointments(clinic, name: str = "Alice") -> str:
    alice = signed_in(clinic.house.patients[name].person)
    return alice.get(reverse("carepaths:own_visits")).content.decode()


@pytest.mark.parametrize("kind", ["VIDEO", "video", "VR"])
def test_an_appointment_by_video_has_its_waiting_room_and_is_shown_with_it(clinic, kind):
    name = clinic.house.staff["Marieke"].display_name
    visit = clinic.book(days=3, kind=kind, clinician=name)
    clinic.book(days=3, kind=kind, clinician=name)

    (room,) = rooms(clinic)
    assert room.starts_at == visit.starts_at and room.clinician.display_name == name and room.is_sealed
    assert "videogesprek" in clinic.messages()[-1]
    assert reverse("video:own_room", args=[room.id]) in appointments(clinic)
    assert reverse("video:own_room", args=[room.id]) not in appointments(clinic, "Bob")


def test_the_organisation_says_which_kinds_are_by_video(clinic):
    with clinic.scope():
        AppointmentCodes.objects.create(codes=["TELE"])
    clinic.book(days=3, kind=VIDEO)
    assert rooms(clinic) == []

    clinic.book(days=4, kind="tele", source="ehr|A2")
    assert len(rooms(clinic)) == 1


def test_it_moves_is_taken_back_and_comes_back_with_the_appointment(clinic):
    clinic.book(days=3, kind=VIDEO)
    moved = clinic.book(days=4, kind=VIDEO)
    assert rooms(clinic)[0].starts_at == moved.starts_at

    clinic.book(days=4, kind=VIDEO, status="cancelled")
    (room,) = rooms(clinic)
    assert room.cancelled_at and str(room.id) not in appointments(clinic)
    clinic.book(days=5, kind=VIDEO)
    assert rooms(clinic)[0].cancelled_at is None
    clinic.book(days=5)
    assert rooms(clinic)[0].cancelled_at


def test_any_other_appointment_and_one_that_is_over_has_none(clinic):
    clinic.book(days=3)
    clinic.book(days=-1, kind=VIDEO, source="ehr|A2")

    assert rooms(clinic) == []


def test_where_a_path_opens_the_waiting_room_there_is_one(clinic):
    with clinic.scope():
        path = create_path(department=clinic.house.department, title="Videocontrole")
        turn_on(
            version=draft_version(path=path, steps=[STEP], triggers=[TriggerDraft("appointment", code=VIDEO)])
        )
    clinic.book(days=8, kind=VIDEO)
    assert rooms(clinic) == []

    clinic.let_come(*clinic.steps("due"))

    (room,) = rooms(clinic)
    assert str(room.id) in appointments(clinic)


def test_a_step_can_be_for_appointments_by_video_only(clinic):
    steps = [
        StepDraft(-10, time(9), title, "Dag {voornaam}", "message", conditions=(Condition(kind),))
        for title, kind in (("Digitaal", Kind.BY_VIDEO), ("Ter plaatse", Kind.NOT_BY_VIDEO))
    ]
    with clinic.scope():
        path = create_path(department=clinic.house.department, title="Beeldbelpad")
        starts = [TriggerDraft("appointment", code=VIDEO, code_name="Video")]
        turn_on(version=draft_version(path=path, steps=steps, triggers=starts))
    clinic.book(days=8, kind=VIDEO)
    clinic.let_come()

    assert [step.step.title for step in clinic.steps("done")] == ["Digitaal"]
    assert [(step.step.title, step.reason) for step in clinic.steps("skipped")] == [
        ("Ter plaatse", "condition")
    ]


def test_the_list_of_appointments_asks_for_rooms_once(clinic, django_assert_num_queries):
    from carepaths.queries import own_visits
    from rowsecurity.scopes import person_scope

    person = clinic.house.patients["Alice"].person

    def ask(count: int) -> None:
        with person_scope(person.id), django_assert_num_queries(4):
            assert len(own_visits(person).coming) == count

    clinic.book(days=3, kind=VIDEO)
    ask(1)
    for number in (2, 3):
        clinic.book(days=3 + number, kind=VIDEO, source=f"ehr|A{number}")
    ask(3)
