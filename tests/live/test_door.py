"""Who gets a line at all: exact origin, a session past both factors, and no more than a page needs."""

from __future__ import annotations

import aiohttp
import pytest

from tests.live.client import Caller, Line


@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost",
        "https://localhost:{port}",
        "http://localhost:{port}.evil.example",
        "http://127.0.0.1:{port}",
        "http://evil.example",
        "null",
        "file://",
    ],
)
async def test_a_page_from_elsewhere_gets_no_line(webs, talk, origin):
    async with aiohttp.ClientSession(cookies={"session": talk.token("Alice")}) as browser:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await browser.ws_connect(socket_url(webs), origin=origin.format(port=webs.port))
        assert refused.value.status == 403


async def test_our_own_page_gets_one_by_its_cookie(webs, talk):
    async with aiohttp.ClientSession(cookies={"session": talk.token("Alice")}) as browser:
        line = Line(await browser.ws_connect(socket_url(webs), origin=webs.url), None)
        assert (await line.hear("welcome"))["beat_seconds"] == 20


async def test_a_cookie_without_an_origin_is_no_proof(webs, talk):
    async with aiohttp.ClientSession(cookies={"session": talk.token("Alice")}) as browser:
        line = Line(await browser.ws_connect(socket_url(webs)), None)
        await line.follow(talk.conversation)
        assert await line.closed() == 4401


async def test_a_token_may_come_in_the_first_frame(webs, talk):
    async with aiohttp.ClientSession() as program:
        line = Line(await program.ws_connect(socket_url(webs)), None)
        await line.say(type="identify", token=talk.token("Alice"))
        await line.hear("welcome")
        await line.follow(talk.conversation)
        await line.hear("messages")


async def test_an_unknown_token_gets_no_line(webs):
    async with Caller(webs.url, "not-a-token") as nobody:
        assert await (await nobody.socket()).closed() == 4401


@pytest.mark.parametrize("frame", ["", "[]", "{", '{"type": 3}', '{"type": "a b"}', "x" * 5000])
async def test_what_cannot_be_read_ends_the_line(webs, talk, frame):
    async with Caller(webs.url, talk.token("Alice")) as alice:
        line = await alice.socket()
        await line.hear("welcome")
        await line.socket.send_str(frame)
        assert await line.closed() == 4400


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "follow"},
        {"type": "follow", "conversation": "x"},
        {"type": "follow", "conversation": 7},
        {"type": "follow", "conversation": "{conversation}", "after": -1},
        {"type": "follow", "conversation": "{conversation}", "after": 2**40},
        {"type": "presence", "conversation": "{conversation}", "state": "asleep"},
        {"type": "follow_queue"},
        {"type": "whatever"},
    ],
)
async def test_a_frame_that_makes_no_sense_is_refused_and_the_line_goes_on(webs, talk, frame):
    async with Caller(webs.url, talk.token("Alice")) as alice:
        line = await alice.socket()
        values = {
            key: talk.conversation if value == "{conversation}" else value for key, value in frame.items()
        }
        await line.say(**values)
        assert (await line.hear("refused"))["about"] == frame["type"]
        await line.say(type="ping")
        await line.hear("pong")


async def test_too_many_frames_end_the_line(webs, talk):
    async with Caller(webs.url, talk.token("Alice")) as alice:
        line = await alice.socket()
        for _ in range(300):
            await line.say(type="ping")
        assert await line.closed() == 4429


def socket_url(webs) -> str:
    return webs.url.replace("http", "ws", 1) + "/ws/"
