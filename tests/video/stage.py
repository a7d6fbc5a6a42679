"""What the tests of visits do over and over: ask, plan, come, look at the room."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from rowsecurity.scopes import job_scope
from tests.conversations.stage import LOOKER, asked, at_work, locked
from video.access import access_visit
from video.actions import planning
from video.models import Seat, VideoVisit


def planned(house, name: str = "Alice", *, minutes_ahead: int = 10, member: str = "Marieke") -> VideoVisit:
    """A visit of a patient with a member of the team, in a conversation of its own."""
    conversation = asked(house, name)
    starts_at = timezone.now() + timedelta(minutes=minutes_ahead)
    with at_work(house, member):
        plan = planning.Plan(uuid4(), starts_at, 20, house.staff[member])
        given = {"member": house.staff[member], "looker": LOOKER}
        return planning.plan(conversation=locked(house, conversation, member), plan=plan, **given)


def changed(house, visit: VideoVisit, **values) -> None:
    with job_scope(house.id):
        VideoVisit.objects.filter(id=visit.id).update(**values)


def seat(house, visit: VideoVisit, name: str) -> Seat:
    with job_scope(house.id):
        people = {**house.staff, **house.patients}
        return Seat.objects.get(visit=visit, person=people[name].person_id)


def sit(house, visit: VideoVisit, person, kind: str, **values) -> Seat:
    """Somebody who waits, or with `admitted_at` is in."""
    with job_scope(house.id):
        return Seat.objects.create(visit=visit, person=person, kind=kind, label=kind, **values)


def again(house, visit: VideoVisit, member: str = "Marieke") -> VideoVisit:
    """The visit as an action wants it, in an open scope of a member."""
    return access_visit(house.staff[member], visit.id, lock=True)
