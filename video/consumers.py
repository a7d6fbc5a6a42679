"""The socket of every page, which also follows video visits: who is in the room, and where."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import connection

from conversations.consumers import ConversationSocket
from people.models import Person
from realtime.events import topic
from realtime.hub import hub
from rowsecurity.errors import NotFound
from rowsecurity.scopes import Scope, open_scope
from tenants.models import Membership
from video import changes
from video.access import access_own_visit, access_visit

MOST_VISITS = 4


class VideoSocket(ConversationSocket):
    """Follows conversations, queues and visits for one person."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visits: set[UUID] = set()

    async def on_follow_visit(self, frame: dict[str, Any]) -> None:
        """Follow a visit; what it says is a hint, and the page asks as whom it is there."""
        visit_id = UUID(str(frame["visit"]))
        if len(self.visits) >= MOST_VISITS:
            raise NotFound("too many")
        reader = await self._reader(frame)
        await sync_to_async(_reach, thread_sensitive=False)(reader, visit_id)
        changes.listen()
        self.visits.add(visit_id)
        hub().join(topic("visit", visit_id), self)
        await self.say({"type": "visit", "visit": str(visit_id)})

    async def disconnect(self, code: int) -> None:
        await super().disconnect(code)
        for visit_id in self.visits:
            hub().leave(topic("visit", visit_id), self)

    def hear(self, event: dict[str, Any]) -> None:
        if event["event"] == changes.MEDIA:
            frame = {"type": "visit", "visit": event["visit"], "changed": False}
            self._start(self.say(frame | event["about"]))
            return
        if event["event"] == "visit.changed" and UUID(event["visit"]) in self.visits:
            self._start(self.say({"type": "visit", "visit": event["visit"]}))
        super().hear(event)


def _reach(reader: Scope, visit_id: UUID) -> None:
    """Raise `NotFound` unless this reader reaches the visit."""
    try:
        with open_scope(reader):
            person = Person.objects.filter(id=str(reader.actor_id), is_active=True).first()
            if person is None:
                raise NotFound("not found")
            if reader.organisation_id is None:
                access_own_visit(person, visit_id)
                return
            member = Membership.objects.filter(person=person, ended_at=None).first()
            if member is None:
                raise NotFound("not found")
            access_visit(member, visit_id)
    finally:
        connection.close()
