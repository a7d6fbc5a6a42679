"""A program by the documentation alone: sign in, list, send, hear live, resume from a number."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import aiohttp
from django_otp.oath import totp

from tests.live.client import Caller
from tests.live.world import PASSWORD, account

SECRET = b"12345678901234567890"


async def test_a_program_signs_in_asks_hears_the_answer_and_resumes(webs, talk):
    email = await asyncio.to_thread(account, talk, "Alice", SECRET)
    async with aiohttp.ClientSession() as program:
        token = await sign_in(program, webs.url, email)
    async with (
        Caller(webs.url, token) as alice,
        Caller(webs.url, talk.token("Marieke"), team=talk.slug) as marieke,
    ):
        department = (await alice.get("departments/"))[0]
        conversation = str(uuid4())
        asked = {
            "id": conversation,
            "client_id": str(uuid4()),
            "department": department["id"],
            "subject": "Bloedprikken",
            "text": "Moet ik nuchter zijn?",
            "can_wait": True,
        }
        await alice.post("conversations/", asked)
        listed = await alice.get("conversations/")
        assert listed["results"][0]["id"] == conversation

        line = await alice.socket()
        await line.follow(conversation)
        await line.hear_text("Moet ik nuchter zijn?")
        await marieke.send(conversation, "Nee, dat hoeft niet.")
        answer = await line.hear_text("Nee, dat hoeft niet.")
        assert (answer["side"], answer["author"]) == ("team", "Marieke · verpleegkundige")
        await line.socket.close()

        client_id = str(uuid4())
        for _ in range(2):
            _, sent = await alice.send(conversation, "Dank u wel.", client_id)
        again = await alice.socket()
        await again.follow(conversation, after=answer["number"])
        assert (await again.hear_text("Dank u wel."))["client_id"] == client_id
        assert again.numbers == list(range(answer["number"] + 1, sent["last_number"] + 1))


async def sign_in(program: aiohttp.ClientSession, url: str, email: str) -> str:
    first = {"email": email, "password": PASSWORD}
    async with program.post(f"{url}/api/v1/sign-in/", json=first) as answer:
        needs = await answer.json()
        assert needs["needs"] == "second_factor", needs
    headers = {"Authorization": f"Bearer {needs['token']}"}
    second = {"means": "totp", "code": f"{totp(SECRET):06}"}
    address = f"{url}/api/v1/sign-in/second-factor/"
    async with program.post(address, json=second, headers=headers) as answer:
        return (await answer.json())["token"]
