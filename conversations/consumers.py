"""The socket of every page: conversations read live from a number on, the queue, and who else is there."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from conversations import following, presence
from conversations.following import Page
from people.events import SESSION_ENDED
from people.identify import identify
from realtime.consumers import LiveSocket
from realtime.events import topic
from realtime.hub import hub
from rowsecurity.errors import NotFound, Refused
from rowsecurity.scopes import Scope

MOST_FOLLOWED = 60
# Between two rounds of telling a list that something has changed.
REST_SECONDS = 0.25


@dataclass(slots=True, eq=False)
class Followed:
    """One conversation that a socket follows: as whom, up to where, in which form."""

    reader: Scope
    conversation_id: UUID
    last: int
    is_thin: bool
    state: str = "away"
    shown_head: dict[str, Any] | None = None
    is_busy: bool = False
    is_stale: bool = False
    # Something that is not in the head (a note, an assignment): worth a frame of its own.
    is_changed: bool = False
    # Of another organisation, and let in by this row of its own: see `following.register_guest_look`.
    guest_by: UUID | None = None

    @property
    def is_team(self) -> bool:
        return self.reader.organisation_id is not None and self.guest_by is None

    def frame(self, page: Page) -> dict[str, Any] | None:
        """What to say about a page, if there is anything to say."""
        head = page.head.as_json()
        if not page.messages and head == self.shown_head and not self.is_changed:
            return None
        self.shown_head, self.is_changed = head, False
        frame = {"type": "messages", "conversation": str(self.conversation_id), "after": self.last, **head}
        if page.messages:
            self.last = page.messages[-1].number
        if not self.is_thin:
            frame["messages"] = [message.as_json() for message in page.messages]
        return frame | {"number": self.last}


class ConversationSocket(LiveSocket):
    """Follows conversations and queues for one person."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.followed: dict[UUID, Followed] = {}
        self.watched: set[str] = set()
        self._work: set[asyncio.Task[Any]] = set()
        self._changed: dict[str, dict[str, Any]] = {}
        self._is_resting = False

    async def identify(self, key: str) -> UUID | None:
        return await identify(key)

    async def disconnect(self, code: int) -> None:
        await super().disconnect(code)
        for followed in list(self.followed.values()):
            await self._forget(followed)
        for name in self.watched:
            hub().leave(name, self)
        for task in self._work:
            task.cancel()

    async def on_follow(self, frame: dict[str, Any]) -> None:
        """Follow a conversation from a number on: join first, then read, so that nothing falls between."""
        conversation_id, after = UUID(str(frame["conversation"])), int(frame.get("after", 0))
        if not 0 <= after < 2**31:
            raise ValueError("after")
        known = self.followed.get(conversation_id)
        if known is None and len(self.followed) >= MOST_FOLLOWED:
            raise Refused("too many")
        reader = await self._reader(frame)
        if known:
            await self._forget(known)
        followed = Followed(reader, conversation_id, after, frame.get("as") == "numbers")
        if "guest_by" in frame:
            followed.guest_by = UUID(str(frame["guest_by"]))
        self.followed[conversation_id] = followed
        hub().join(topic("conversation", conversation_id), self)
        if followed.is_team:
            hub().join(presence.team_topic(conversation_id), self)
        await self._catch_up(followed, source=self.source)

    async def on_unfollow(self, frame: dict[str, Any]) -> None:
        followed = self.followed.get(UUID(str(frame["conversation"])))
        if followed:
            await self._forget(followed)

    async def on_follow_queue(self, frame: dict[str, Any]) -> None:
        """Hear that something in the queues of an organisation has changed."""
        slug = str(frame["organisation"])
        allowed = await following.departments_followed(await self._reader(frame))
        wanted = {UUID(str(each)) for each in frame.get("departments", [])} or allowed
        if not allowed or not wanted <= allowed:
            raise NotFound("not found")
        self._watch({topic("department", department_id) for department_id in wanted})
        await self.say({"type": "queue.followed", "organisation": slug})

    async def on_follow_mine(self, frame: dict[str, Any]) -> None:
        """Hear that something in one's own conversations has changed."""
        patients = await following.patients_followed(await self._reader({}))
        self._watch({topic("patient", patient_id) for patient_id in patients})
        await self.say({"type": "mine.followed"})

    async def on_presence(self, frame: dict[str, Any]) -> None:
        """Tell colleagues who follow the same conversation what one is doing there."""
        followed = self.followed.get(UUID(str(frame["conversation"])))
        if followed is None or not followed.is_team:
            raise NotFound("not found")
        is_new = followed.state == "away"
        await self._tell(followed, frame["state"], ask=is_new)
        followed.state = frame["state"]

    def hear(self, event: dict[str, Any]) -> None:
        name = event["event"]
        if name == SESSION_ENDED:
            self._start(self.check_session())
            return
        # Work of the team may be about no conversation at all.
        identity = event.get("conversation")
        followed = self.followed.get(UUID(identity)) if identity else None
        if name == presence.CHANGED:
            if followed and event["person"] != str(self.person_id):
                self._start(self._show_presence(followed, event))
            return
        # A number that was read already tells nothing new; an event without one is about the head.
        if followed and event.get("number", 2**31) > followed.last:
            followed.is_changed = followed.is_changed or "number" not in event
            followed.is_stale = True
            if not followed.is_busy:
                self._start(self._catch_up(followed))
        if not self.watched.isdisjoint(event["topics"]):
            self._tell_changed(event)

    def _tell_changed(self, event: dict[str, Any]) -> None:
        """At once, and then at most so often: of a burst in one conversation a list needs to hear once."""
        heard = self.watched.intersection(event["topics"])
        departments = sorted(each.partition(".")[2] for each in heard if each.startswith("department."))
        about = {"conversation": event["conversation"], "event": event["event"], "departments": departments}
        self._changed[event["conversation"]] = {"type": "changed", **about}
        if not self._is_resting:
            self._is_resting = True
            self._start(self._say_changed())

    async def _say_changed(self) -> None:
        try:
            while self._changed:
                frames, self._changed = list(self._changed.values()), {}
                for frame in frames:
                    await self.say(frame)
                await asyncio.sleep(REST_SECONDS)
        finally:
            self._is_resting = False

    async def _catch_up(self, followed: Followed, source: str | None = None) -> None:
        """Read until there is nothing new. Events meanwhile make it read once more, in the same task."""
        followed.is_stale = True
        if followed.is_busy:
            return
        followed.is_busy = True
        try:
            while followed.is_stale and self.followed.get(followed.conversation_id) is followed:
                followed.is_stale = False
                await self._read(followed, source)
                source = None
        finally:
            followed.is_busy = False

    async def _read(self, followed: Followed, source: str | None) -> None:
        if followed.guest_by is not None:
            return await self._look(followed, followed.guest_by)
        page = await following.read_after(
            reader=followed.reader,
            conversation_id=followed.conversation_id,
            after=followed.last,
            source=source,
        )
        if page is None:
            return await self._gone(followed)
        frame = followed.frame(page)
        if frame:
            await self.say(frame)
        followed.is_stale = followed.is_stale or not page.is_last
        return None

    async def _look(self, followed: Followed, guest_by: UUID) -> None:
        """A guest hears numbers only, and fetches what is new through the page that let them in."""
        number = await following.look_as_guest(
            reader=followed.reader, guest_by=guest_by, conversation_id=followed.conversation_id
        )
        if number is None:
            return await self._gone(followed)
        about = {"conversation": str(followed.conversation_id), "number": number}
        if number > followed.last or followed.is_changed:
            await self.say({"type": "messages", "after": followed.last, "last_number": number, **about})
        followed.last, followed.is_changed = max(number, followed.last), False
        return None

    async def _gone(self, followed: Followed) -> None:
        await self._forget(followed)
        await self.say({"type": "gone", "conversation": str(followed.conversation_id)})

    async def _reader(self, frame: dict[str, Any]) -> Scope:
        assert self.person_id is not None
        if "organisation" not in frame:
            return following.patient_side(self.person_id)
        organisation_id = await following.organisation_named(str(frame["organisation"]))
        if organisation_id is None:
            raise NotFound("not found")
        return following.team_side(organisation_id, self.person_id)

    async def _show_presence(self, followed: Followed, event: dict[str, Any]) -> None:
        label = await presence.label_of(followed.reader, UUID(event["person"]))
        about = {key: event[key] for key in ("conversation", "person", "state")}
        await self.say({"type": "presence", "label": label, **about})
        if event["ask"] and followed.state != "away":
            await self._tell(followed, followed.state)

    async def _tell(self, followed: Followed, state: str, *, ask: bool = False) -> None:
        assert self.person_id is not None
        await presence.tell(followed.conversation_id, self.person_id, state, ask=ask)

    async def beat(self) -> None:
        await super().beat()
        for followed in self.followed.values():
            if followed.state != "away":
                await self._tell(followed, followed.state)

    async def _forget(self, followed: Followed) -> None:
        self.followed.pop(followed.conversation_id, None)
        hub().leave(topic("conversation", followed.conversation_id), self)
        if followed.is_team:
            hub().leave(presence.team_topic(followed.conversation_id), self)
        if followed.state != "away":
            await self._tell(followed, "away")

    def _watch(self, names: set[str]) -> None:
        self.watched |= names
        for name in names:
            hub().join(name, self)

    def _start(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.ensure_future(self.quietly(work))
        self._work.add(task)
        task.add_done_callback(self._work.discard)
