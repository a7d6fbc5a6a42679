"""Coming, going and coming back: a house in this process, with clients that shake hands for real."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import asynccontextmanager

import pytest

from tests.video.media.client import Client, packet, until
from tests.video.media.offers import AUDIO, SOUND
from video.media.house import FULL_AT, REFUSED_AT, House
from video.media.net import Port

# A day: what is collected first may run last.
LATER = time.time() + 86_400


@asynccontextmanager
async def living(*hosts: str):
    """A house that takes care of its rooms; yields it and what it published."""
    port, told = Port(list(hosts) or ["127.0.0.1"], 0), []
    house = House(port, list(hosts) or ["127.0.0.1"], told.append)
    loop = asyncio.get_running_loop()
    loop.add_reader(port.descriptor, house.forwarder.pump)

    async def steps() -> None:
        while True:
            house.step()
            await asyncio.sleep(0.01)

    task = asyncio.create_task(steps())
    try:
        yield house, told
    finally:
        task.cancel()
        for room in list(house.rooms):
            house.close(room=room)
        await until(lambda: not house._tasks)
        loop.remove_reader(port.descriptor)
        port.close()


def enter(house: House, client: Client, peer: str, *, family: str = "ip4") -> dict:
    answer = house.join(room="room", peer=peer, offer=client.offer(), until=LATER)
    client.take(answer["answer"], family=family)
    return answer


async def says(sender: Client, listener: Client, start: int = 0) -> None:
    """Speak until the other hears something."""
    before, numbers = listener.received, iter(range(start, start + 10_000))

    def speak() -> bool:
        number = next(numbers)
        sender.send([packet(SOUND, AUDIO, number, number * 960, number, b"said")])
        return listener.received > before

    await until(speak)


async def test_two_speak_and_hear_after_real_handshakes():
    async with living() as (house, told):
        one, other = Client(), Client()
        enter(house, one, "one")
        enter(house, other, "other")
        await asyncio.gather(one.connect(), other.connect())
        await says(one, other)
        assert other.broken == 0
        await until(lambda: any(peer["sending"]["audio"] for peer in told[-1]["peers"]))
        await until(lambda: one.control)
        for client in (one, other):
            await client.close()


@pytest.mark.parametrize("families", [("ip6", "ip6"), ("ip4", "ip6")], ids=["both-new", "one-of-each"])
async def test_they_may_come_by_either_internet(families):
    async with living("127.0.0.1", "::1") as (house, _):
        clients = [Client(), Client()]
        for number, (client, family) in enumerate(zip(clients, families, strict=True)):
            enter(house, client, str(number), family=family)
        await asyncio.gather(*(client.connect() for client in clients))
        await says(clients[0], clients[1])
        await says(clients[1], clients[0])
        for client in clients:
            await client.close()


async def test_a_restart_keeps_the_keys_and_another_address_is_taken_up():
    async with living() as (house, _):
        one, other = Client(), Client()
        enter(house, one, "one")
        enter(house, other, "other")
        await asyncio.gather(one.connect(), other.connect())
        await says(one, other)

        one.fragment = "c1"
        answer = enter(house, one, "one")
        assert answer["fresh"] is False
        one.move()
        await one.check()

        await says(one, other, start=20_000)
        await says(other, one)
        for client in (one, other):
            await client.close()


async def test_another_browser_of_the_same_person_takes_the_seat():
    async with living() as (house, told):
        one, other, again = Client(), Client(), Client()
        enter(house, one, "one")
        enter(house, other, "other")
        await asyncio.gather(one.connect(), other.connect())
        seat = house.rooms["room"].peers["one"].seat

        assert enter(house, again, "one")["fresh"] is True
        await again.connect()
        await says(again, other)

        assert house.rooms["room"].peers["one"].seat == seat
        assert len(told[-1]["peers"]) == 2
        for client in (one, other, again):
            await client.close()


async def test_who_is_put_out_neither_sends_nor_receives_from_then_on():
    async with living() as (house, told):
        one, other = Client(), Client()
        enter(house, one, "one")
        enter(house, other, "other")
        await asyncio.gather(one.connect(), other.connect())
        await says(one, other)

        assert house.leave(room="room", peer="one") == {"left": True}

        # In the same turn, with what is on its way not yet read.
        before = other.received
        one.send([packet(SOUND, AUDIO, 30_000, 0, 0, b"late")])
        house.forwarder.pump()
        other.receive()
        assert other.received == before
        assert [peer["peer"] for peer in told[-1]["peers"]] == ["other"]
        for client in (one, other):
            await client.close()


async def test_a_browser_that_hangs_up_leaves_its_seat():
    async with living() as (house, told):
        one = Client()
        enter(house, one, "one")
        await one.connect()
        await one.dtls.stop()
        await until(lambda: not house.rooms)
        assert told[-1] == {"room": "room", "peers": [], "views": {}}
        await one.close()


async def test_nobody_stays_beyond_their_time():
    async with living() as (house, _):
        one = Client()
        enter(house, one, "one")
        await one.connect()
        house.rooms["room"].peers["one"].until = time.time() - 1
        await until(lambda: not house.rooms)
        await one.close()


def refused(house: House, room: str, client: Callable[[], Client] = Client) -> str | None:
    return house.join(room=room, peer=room, offer=client().offer(), until=LATER).get("refused")


async def test_a_busy_worker_takes_no_new_rooms_and_a_leaving_one_none_at_all():
    async with living() as (house, _):
        assert refused(house, "first") is None
        house.load = FULL_AT + 0.01
        assert refused(house, "second") == "full"
        # Who is in a call already may come back to it.
        assert house.join(room="first", peer="another", offer=Client().offer(), until=LATER).get("answer")
        house.load = REFUSED_AT + 0.01
        assert (
            house.join(room="first", peer="third", offer=Client().offer(), until=LATER)["refused"] == "full"
        )
        house.load, house.is_draining = 0.0, True
        assert refused(house, "second") == "draining"
        assert house.join(room="first", peer="fourth", offer=Client().offer(), until=LATER).get("answer")


async def test_a_room_has_six_seats():
    async with living() as (house, _):
        for number in range(6):
            assert house.join(room="room", peer=str(number), offer=Client().offer(), until=LATER).get(
                "answer"
            )
        answer = house.join(room="room", peer="seventh", offer=Client().offer(), until=LATER)
        assert answer == {"refused": "full"}


async def test_an_offer_that_is_none_is_refused():
    async with living() as (house, _):
        answer = house.join(room="room", peer="one", offer="v=0\r\n" + "a" * 20_000_000, until=LATER)
        assert answer == {"refused": "bad_offer"}
        assert not house.rooms
