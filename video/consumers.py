"""The socket of every page, which also follows video visits: who is in the room, and where.

What a worker tells of a room names seats. It is passed to the team, and to whom it says that they are in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import connection

from conversations.consumers import ConversationSocket
from people.models import Person
from realtime.events import topic
from realtime.hub import hub
from rowsecurity.errors import NotFound
from rowsecurity.scopes import Scope, job_scope, open_scope
from tenants.models import Membership
from video import changes, queries
from video.access import access_own_visit, access_visit

MOST_VISITS = 4


@dataclass(slots=True, eq=False)
class FollowedVisit:
    """A visit that a socket follows: as whom, and with which seat on the patient's side, if any."""

    reader: Scope
    seat: str = ""

    @property
    def is_team(self) -> bool:
        return self.reader.organisation_id is not None

    def may_hear(self, about: dict[str, Any]) -> bool:
        """That a room is lost names nobody; all else is for the team, and for who is in."""
        peers = {each["peer"] for each in about.get("peers", [])}
        return self.is_team or "lost" in about or self.seat in peers


class VideoSocket(ConversationSocket):
    """Follows conversations, queues and visits for one person."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visits: dict[UUID, FollowedVisit] = {}

    async def on_follow_visit(self, frame: dict[str, Any]) -> None:
        """Follow a visit; what it says is a hint, and the page asks as whom it is there."""
        visit_id = UUID(str(frame["visit"]))
        if visit_id not in self.visits and len(self.visits) >= MOST_VISITS:
            raise NotFound("too many")
        reader = await self._reader(frame)
        seat = await sync_to_async(_reach, thread_sensitive=False)(reader, visit_id)
        changes.listen()
        self.visits[visit_id] = FollowedVisit(reader, seat)
        hub().join(topic("visit", visit_id), self)
        await self.say({"type": "visit", "visit": str(visit_id)})

    async def disconnect(self, code: int) -> None:
        await super().disconnect(code)
        for visit_id in self.visits:
            hub().leave(topic("visit", visit_id), self)

    def hear(self, event: dict[str, Any]) -> None:
        about_visit = event["event"] in (changes.MEDIA, "visit.changed")
        followed = self.visits.get(UUID(event["visit"])) if about_visit else None
        if event["event"] == changes.MEDIA:
            if followed and followed.may_hear(event["about"]):
                frame = {"type": "visit", "visit": event["visit"], "changed": False}
                self._start(self.say(frame | event["about"]))
            return
        if followed:
            self._start(self._look_again(UUID(event["visit"]), followed))
        super().hear(event)

    async def _look_again(self, visit_id: UUID, followed: FollowedVisit) -> None:
        """Say that something has changed; perhaps there is a seat by now."""
        if not (followed.is_team or followed.seat):
            try:
                followed.seat = await sync_to_async(_reach, thread_sensitive=False)(followed.reader, visit_id)
            except NotFound:
                # No access any more: the page hears it from its next question.
                followed.seat = ""
        await self.say({"type": "visit", "visit": str(visit_id)})


def _reach(reader: Scope, visit_id: UUID) -> str:
    """The seat on the patient's side, if any; `NotFound` unless this reader reaches the visit."""
    try:
        with open_scope(reader):
            person = Person.objects.filter(id=str(reader.actor_id), is_active=True).first()
            if person is None:
                raise NotFound("not found")
            if reader.organisation_id is not None:
                member = Membership.objects.filter(person=person, ended_at=None).first()
                if member is None:
                    raise NotFound("not found")
                access_visit(member, visit_id)
                return ""
            visit = access_own_visit(person, visit_id)
        with job_scope(visit.organisation_id, person.id):
            seat = queries.seat_of(visit, person=person)
            return str(seat.id) if seat else ""
    finally:
        connection.close()
