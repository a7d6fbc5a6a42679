"""Following live: from a number on, in order, once, only by who may, and again after any interruption."""

from __future__ import annotations

from tests.live.client import Caller


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
            assert [each["number"] for each in line.messages] == list(range(1, sent["number"] + 1))
