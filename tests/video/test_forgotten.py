"""Visits that everybody left by closing the browser, visits nobody came to, and guests of long ago."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from conversations.models import Message
from rowsecurity.scopes import job_scope
from tests.conversations.stage import LOOKER, at_work, locked
from tests.video.stage import again, changed, planned, sit
from tests.video.test_bad_days import invited
from video import forgotten
from video.actions import planning
from video.models import Guest, VideoVisit


def read(house, visit: VideoVisit) -> VideoVisit:
    with job_scope(house.id):
        return VideoVisit.objects.get(id=visit.id)


def begun(house, *, minutes_ago: int, seen_minutes_ago: int) -> VideoVisit:
    visit, now = planned(house), timezone.now()
    changed(house, visit, started_at=now - timedelta(minutes=minutes_ago))
    for person, kind, member in (
        (house.patients["Alice"].person, "patient", None),
        (house.staff["Marieke"].person, "team", house.staff["Marieke"]),
    ):
        seen_at = now - timedelta(minutes=seen_minutes_ago)
        sit(house, visit, person, kind, member=member, admitted_at=now, seen_at=seen_at)
    return visit


def test_a_visit_whose_browsers_were_closed_ends_when_somebody_was_seen_last(lindeborg):
    left, live = (begun(lindeborg, minutes_ago=30, seen_minutes_ago=ago) for ago in (10, 1))

    forgotten.look_after()
    forgotten.look_after()

    assert read(lindeborg, live).ended_at is None
    assert round(read(lindeborg, left).length.total_seconds() / 60) == 20
    with job_scope(lindeborg.id):
        lines = [each.body for each in Message.objects.filter(conversation_id=left.conversation_id)]
        assert "20 min" in lines[-1] and sum("gehouden" in line for line in lines) == 1
    # And a new one may be planned.
    with at_work(lindeborg):
        conversation = locked(lindeborg, again(lindeborg, left).conversation)
        plan = planning.Plan(uuid4(), timezone.now(), 20, lindeborg.staff["Marieke"])
        planning.plan(member=lindeborg.staff["Marieke"], looker=LOOKER, conversation=conversation, plan=plan)


def test_a_visit_whose_window_is_past_ends_although_nobody_came(lindeborg):
    past, near = planned(lindeborg), planned(lindeborg)
    changed(lindeborg, past, starts_at=timezone.now() - timedelta(hours=5))

    forgotten.look_after()

    assert read(lindeborg, past).ended_at is not None and read(lindeborg, near).ended_at is None


def test_a_guest_is_forgotten_a_week_after_the_visit(lindeborg):
    visits = [planned(lindeborg), planned(lindeborg, "Bob")]
    guests = [invited(lindeborg, visit)[0] for visit in visits]
    for visit, days in zip(visits, (8, 6), strict=True):
        changed(lindeborg, visit, ended_at=timezone.now() - timedelta(days=days))

    forgotten.look_after()

    with job_scope(lindeborg.id):
        known = {each.id: (each.name, each.mobile) for each in Guest.objects.all()}
    assert known == {guests[0]: ("", ""), guests[1]: ("Jan", "+31612345678")}
