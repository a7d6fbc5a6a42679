"""What a media worker tells of a room is heard by the team and by who is in; never by who waits."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import orjson
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from redis import Redis

from conversations.models import Conversation
from rowsecurity.scopes import job_scope
from tests.live.client import Caller, Line
from video.models import Seat, VideoVisit


@pytest.fixture
def seat(talk) -> Iterator[Seat]:
    """Alice, who waits for a visit."""
    with job_scope(talk.house.id):
        visit = VideoVisit.objects.create(
            conversation=Conversation.objects.get(id=talk.conversation),
            patient=talk.house.patients["Alice"],
            department=talk.house.department,
            clinician=talk.house.staff["Marieke"],
            starts_at=timezone.now() + timedelta(minutes=5),
        )
        seat = Seat.objects.create(
            visit=visit, person=talk.house.patients["Alice"].person, kind="patient", label="Alice"
        )
    connection.close()
    yield seat


async def follow(line: Line, seat: Seat) -> None:
    team = {"organisation": line.team} if line.team else {}
    await line.say(type="follow_visit", visit=str(seat.visit_id), **team)
    assert (await line.hear("visit"))["visit"] == str(seat.visit_id)


async def test_who_waits_hears_nothing_of_who_is_in_the_room(webs, talk, seat):
    other = str(uuid4())
    without = [{"peer": other, "slot": other}]
    both = [*without, {"peer": str(seat.id), "slot": str(seat.id)}]
    redis = Redis.from_url(settings.REDIS_URL)

    def tell() -> None:
        for about in ({"peers": without, "views": {}}, {"peers": both, "views": {}}):
            redis.publish("media:changes", orjson.dumps({"room": str(seat.visit_id), **about}))

    async with (
        Caller(webs.url, talk.token("Alice")) as alice,
        Caller(webs.url, talk.token("Marieke"), team=talk.slug) as marieke,
    ):
        of_patient, of_team = await alice.socket(), await marieke.socket()
        await follow(of_patient, seat)
        await follow(of_team, seat)

        # A process that begins to listen between the two tells the second first.
        while await peers_heard(of_team, tell) != without:
            pass
        # The first that Alice hears names her, although one without her was told before it.
        assert await peers_heard(of_patient, tell) == both


async def peers_heard(line: Line, tell) -> list[dict[str, str]]:
    """The first that comes; told again until then, because a process begins to listen a moment later."""
    waiting = asyncio.ensure_future(line.hear("visit", 20))
    while not waiting.done():
        tell()
        await asyncio.wait([waiting], timeout=0.2)
    return (await waiting)["peers"]
