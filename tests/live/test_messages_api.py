"""The API of messages: what it answers when things are right, and when they are not."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import aiohttp
import pytest

from tests.live.client import Caller
from tests.live.webs import SENDS_PER_MINUTE
from tests.live.world import close, open_now, set_hours


async def test_sending_says_what_became_of_it(webs, talk):
    async with Caller(webs.url, talk.token("Alice")) as alice:
        client_id = str(uuid4())
        status, sent = await alice.send(talk.conversation, "  Moet ik nuchter zijn? ", client_id)
        assert status == 201
        assert sent["client_id"] == client_id and sent["number"] == 1
        assert sent["answer_due_at"] > sent["sent_at"]
        status, page = await alice.read(talk.conversation)
        assert status == 200
        first = page["messages"][0]
        assert (first["text"], first["side"], first["is_own"]) == ("Moet ik nuchter zijn?", "patient", True)
        assert page["answer_due_at"] == sent["answer_due_at"]
        status, page = await alice.read(talk.conversation, after=page["last_number"])
        assert (status, page["messages"]) == (200, [])


async def test_outside_opening_hours_the_department_answers_by_itself_once(webs, closed_talk):
    async with Caller(webs.url, closed_talk.token("Alice")) as alice:
        _, first = await alice.send(closed_talk.conversation, "Bent u er?")
        _, second = await alice.send(closed_talk.conversation, "Hallo?")
        assert (first["last_number"], second["last_number"]) == (2, 3)
        assert first["answer_due_at"] == second["answer_due_at"]
        _, page = await alice.read(closed_talk.conversation)
        reply = page["messages"][1]
        assert (reply["kind"], reply["author"], reply["is_own"]) == ("automatic", "Reumatologie", False)
        assert "00.00–00.01" in reply["text"]


async def test_inside_opening_hours_nobody_answers_automatically(webs, open_talk):
    async with Caller(webs.url, open_talk.token("Alice")) as alice:
        _, sent = await alice.send(open_talk.conversation, "Bent u er?")
        assert sent["last_number"] == 1


async def test_without_opening_hours_nothing_is_promised(webs, hourless_talk):
    async with Caller(webs.url, hourless_talk.token("Alice")) as alice:
        _, sent = await alice.send(hourless_talk.conversation, "Bent u er?")
        assert (sent["answer_due_at"], sent["last_number"]) == (None, 1)


@pytest.mark.parametrize("text", ["", "  \n", "x" * 4001])
async def test_empty_or_too_long_is_refused_with_a_sentence(webs, talk, text):
    async with Caller(webs.url, talk.token("Alice")) as alice:
        status, answer = await alice.send(talk.conversation, text)
        assert status == 422 and answer["detail"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"client_id": 1, "text": "a"}', b"\xff", b"null"])
async def test_what_is_no_message_is_refused(webs, talk, body):
    async with (
        Caller(webs.url, talk.token("Alice")) as alice,
        alice.http.post(alice.address(talk.conversation), data=body) as answer,
    ):
        assert answer.status == 422 and (await answer.json())["detail"]


async def test_too_much_is_refused(webs, talk):
    async with Caller(webs.url, talk.token("Alice")) as alice:
        assert (await alice.send(talk.conversation, "x" * 100_000))[0] == 413


async def test_another_text_under_the_same_id_is_a_conflict(webs, talk):
    async with Caller(webs.url, talk.token("Alice")) as alice:
        client_id = str(uuid4())
        await alice.send(talk.conversation, "Het een", client_id)
        assert (await alice.send(talk.conversation, "Het ander", client_id))[0] == 409


async def test_a_closed_conversation_takes_no_answer_of_the_team(webs, talk):
    await asyncio.to_thread(close, talk)
    async with Caller(webs.url, talk.token("Marieke"), team=talk.slug) as marieke:
        status, answer = await marieke.send(talk.conversation, "Te laat")
        assert status == 409 and answer["detail"]


async def test_unknown_and_foreign_look_alike(webs, talk, elsewhere):
    async with Caller(webs.url, talk.token("Bob")) as bob:
        for call in (bob.read, lambda each: bob.send(each, "Hallo")):
            foreign, unknown = await call(talk.conversation), await call(str(uuid4()))
            assert foreign == unknown
            assert foreign[0] == 404
    async with Caller(webs.url, talk.token("Alice"), team=talk.slug) as alice:
        assert (await alice.send(talk.conversation, "Als medewerker"))[0] == 404
        assert (await alice.read(talk.conversation))[0] == 404


async def test_without_a_session_nothing_opens(webs, talk):
    async with Caller(webs.url, "nobody") as nobody:
        assert (await nobody.read(talk.conversation))[0] == 401
        assert (await nobody.send(talk.conversation, "Hallo"))[0] == 401


async def test_a_browser_needs_the_proof_that_the_page_is_ours(webs, talk):
    address = f"{webs.url}/api/v1/conversations/{talk.conversation}/messages/"
    body = {"client_id": str(uuid4()), "text": "Hallo"}
    token = "a" * 32
    cookies = {"session": talk.token("Alice"), "csrf": token}
    async with aiohttp.ClientSession(cookies=cookies) as browser:
        async with browser.post(address, json=body) as answer:
            assert answer.status == 403
        async with browser.post(address, json=body, headers={"X-CSRFToken": token}) as answer:
            assert answer.status == 201


async def test_other_methods_are_named(webs, talk):
    async with (
        Caller(webs.url, talk.token("Alice")) as alice,
        alice.http.delete(alice.address(talk.conversation)) as answer,
    ):
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, POST")


async def test_more_than_anybody_types_is_asked_to_wait(webs, talk):
    async with (
        Caller(webs.url, talk.token("Alice")) as alice,
        Caller(webs.url, talk.token("Marieke"), team=talk.slug) as marieke,
    ):
        statuses: list[int] = []
        # A minute may end meanwhile, so as many as three allowances can be used.
        while len(statuses) < 4 * SENDS_PER_MINUTE:
            answers = await asyncio.gather(*(alice.send(talk.conversation, str(n)) for n in range(16)))
            statuses += [status for status, _ in answers]
        assert set(statuses) == {201, 429}
        assert statuses.count(429) >= SENDS_PER_MINUTE
        assert (await marieke.send(talk.conversation, "Anderen merken er niets van"))[0] == 201


@pytest.fixture
def closed_talk(talk):
    """Open for one minute after midnight, on the days that are not near today."""
    set_hours(talk, open_now(False))
    return talk


@pytest.fixture
def open_talk(talk):
    set_hours(talk, open_now(True))
    return talk


@pytest.fixture
def hourless_talk(talk):
    set_hours(talk, [])
    return talk
