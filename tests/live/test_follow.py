"""Following live: from a number on, in order, once, only by who may, and again after any interruption."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from tests.live.client import Caller
from tests.live.world import end_membership, end_sessions, fill, represent, sign_out


async def test_both_sides_hear_each_other_live(webs, talk):
    async with (
        Caller(webs.url, talk.token("Alice")) as alice,
        Caller(webs.url, talk.token("Marieke"), team=talk.slug) as marieke,
    ):
        lines = [await alice.socket(), await marieke.socket()]
        for line in lines:
            await line.follow(talk.conversation)
            assert (await line.hear("messages"))["messages"] == []

        status, sent = await alice.send(talk.conversation, "Moet ik nuchter zijn?")
        assert (status, sent["number"]) == (201, 1)
        for line in lines:
            await line.hear_text("Moet ik nuchter zijn?")
        status, sent = await marieke.send(talk.conversation, "Nee hoor.")
        assert status == 201
        for line in lines:
            await line.hear_text("Nee hoor.")
            assert line.numbers == list(range(1, sent["number"] + 1))


async def test_a_line_that_comes_back_has_everything_once(webs, talk):
    async with Caller(webs.url, talk.token("Alice")) as alice:
        line = await alice.socket()
        await line.follow(talk.conversation)
        await alice.send(talk.conversation, "een")
        await line.hear_text("een")
        last = line.numbers[-1]
        await line.socket.close()
        for text in ("twee", "drie"):
            await alice.send(talk.conversation, text)

        again = await alice.socket()
        await again.follow(talk.conversation, after=last)
        await again.hear_text("drie")
        assert again.numbers == list(range(last + 1, last + 1 + len(again.numbers)))


async def test_a_long_conversation_comes_in_order_over_several_frames(webs, talk):
    await asyncio.to_thread(fill, talk, 220)
    async with Caller(webs.url, talk.token("Alice")) as alice:
        line = await alice.socket()
        await line.follow(talk.conversation)
        while len(line.messages) < 220:
            await line.hear("messages")
        assert line.numbers == list(range(1, len(line.messages) + 1))


async def test_twenty_sends_of_one_message_are_one(webs, talk):
    async with Caller(webs.url, talk.token("Alice")) as alice:
        client_id = str(uuid4())
        answers = await asyncio.gather(
            *(alice.send(talk.conversation, "Een keer", client_id) for _ in range(20))
        )
        assert sorted(status for status, _ in answers) == [200] * 19 + [201]
        assert {answer["number"] for _, answer in answers} == {1}
        _, page = await alice.read(talk.conversation)
        assert [each["text"] for each in page["messages"]].count("Een keer") == 1


async def test_strangers_cannot_follow(webs, talk, elsewhere):
    strangers = [
        (talk.token("Bob"), None),
        (elsewhere.token("Mallory"), None),
        (elsewhere.token("Nadia"), elsewhere.slug),
        (elsewhere.token("Nadia"), talk.slug),
    ]
    for token, team in strangers:
        async with Caller(webs.url, token, team=team) as stranger:
            line = await stranger.socket()
            for conversation in (talk.conversation, str(uuid4())):
                await line.follow(conversation)
                assert await line.hear("gone") == {"type": "gone", "conversation": conversation}


async def test_who_is_removed_hears_nothing_more(webs, talk):
    representation = await asyncio.to_thread(represent, talk, "Bob", of="Alice")
    async with (
        Caller(webs.url, talk.token("Alice")) as alice,
        Caller(webs.url, talk.token("Bob")) as bob,
        Caller(webs.url, talk.token("Marieke"), team=talk.slug) as marieke,
    ):
        lines = [await bob.socket(), await marieke.socket()]
        for line in lines:
            await line.follow(talk.conversation)
            await line.hear("messages")
        await alice.send(talk.conversation, "Voor iedereen")
        for line in lines:
            await line.hear_text("Voor iedereen")

        await asyncio.to_thread(representation.end)
        await asyncio.to_thread(end_membership, talk, "Marieke")
        await alice.send(talk.conversation, "Niet meer voor hen")
        for line in lines:
            await line.hear("gone")
            assert "Niet meer voor hen" not in [each["text"] for each in line.messages]


async def test_a_session_that_ends_closes_its_line(webs, talk):
    async with Caller(webs.url, talk.token("Alice")) as alice:
        line = await alice.socket()
        await line.hear("welcome")
        await asyncio.to_thread(end_sessions, talk.person_id("Alice"))
        assert await line.closed(5) == 4401
        await asyncio.sleep(4)
        assert (await alice.send(talk.conversation, "Nog iets"))[0] == 401


async def test_signing_out_ends_everything_at_once(webs, talk):
    async with Caller(webs.url, talk.token("Alice")) as alice, Caller(webs.url, talk.token("Omar")) as omar:
        lines = [await alice.socket(), await omar.socket()]
        for line in lines:
            await line.hear("welcome")
        await alice.send(talk.conversation, "Nog een vraag")
        await asyncio.to_thread(sign_out, talk.token("Alice"))
        assert await lines[0].closed(1.5) == 4401
        assert (await alice.send(talk.conversation, "Nog iets"))[0] == 401
        await lines[1].say(type="ping")
        await lines[1].hear("pong")


async def test_a_quiet_line_still_hears(webs, talk):
    async with Caller(webs.url, talk.token("Alice")) as alice:
        line = await alice.socket()
        await line.follow(talk.conversation)
        await line.hear("messages")
        await asyncio.sleep(12)
        began = asyncio.get_running_loop().time()
        await alice.send(talk.conversation, "Na een stilte")
        await line.hear_text("Na een stilte")
        assert asyncio.get_running_loop().time() - began < 1.5


async def test_colleagues_see_who_else_is_there_and_patients_do_not(webs, talk):
    async with (
        Caller(webs.url, talk.token("Alice")) as alice,
        Caller(webs.url, talk.token("Marieke"), team=talk.slug) as marieke,
        Caller(webs.url, talk.token("Omar"), team=talk.slug) as omar,
    ):
        lines = [await each.socket() for each in (alice, marieke, omar)]
        for line in lines:
            await line.follow(talk.conversation)
            await line.hear("messages")
        for line in lines[1:]:
            await line.say(type="presence", conversation=talk.conversation, state="looking")
        # Whoever comes later is told of who was there already.
        assert (await lines[2].hear("presence"))["label"] == "Marieke · verpleegkundige"
        assert (await lines[1].hear("presence"))["label"] == "Omar · verpleegkundige"
        await lines[2].say(type="presence", conversation=talk.conversation, state="writing")
        while (await lines[1].hear("presence"))["state"] != "writing":
            pass
        await lines[2].socket.close()
        while (await lines[1].hear("presence"))["state"] != "away":
            pass

        await lines[0].say(type="presence", conversation=talk.conversation, state="writing")
        assert (await lines[0].hear("refused"))["about"] == "presence"
        assert all(frame["type"] != "presence" for frame in lines[0].frames)


async def test_lists_hear_that_something_changed(webs, talk, elsewhere):
    async with (
        Caller(webs.url, talk.token("Alice")) as alice,
        Caller(webs.url, talk.token("Marieke")) as marieke,
    ):
        mine, queue = await alice.socket(), await marieke.socket()
        await mine.say(type="follow_mine")
        await mine.hear("mine.followed")
        await queue.say(type="follow_queue", organisation=talk.slug)
        await queue.hear("queue.followed")
        await queue.say(type="follow_queue", organisation=elsewhere.slug)
        assert (await queue.hear("refused"))["about"] == "follow_queue"
        await alice.send(talk.conversation, "Nieuws")
        about = {"type": "changed", "conversation": talk.conversation, "event": "message.sent"}
        assert await mine.hear("changed") == about | {"departments": []}
        frame = await queue.hear("changed")
        assert frame == about | {"departments": frame["departments"]} and len(frame["departments"]) == 1
