"""Who is worked on when: two at a time, the rest in line, nobody in line for long."""

from __future__ import annotations

import asyncio
import time

import pytest

from people.turns import Turns

LONG = 3600.0


class Work:
    """Pieces of work that begin when it is their turn and end when told."""

    def __init__(self, turns: Turns) -> None:
        self.turns, self.begun = turns, []
        self.ends: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def come(self, *names: str) -> None:
        for name in names:
            self.ends[name] = asyncio.Event()
            self.tasks[name] = asyncio.create_task(self._work(name))
        await settled()

    async def _work(self, name: str) -> None:
        async with self.turns:
            self.begun.append(name)
            await self.ends[name].wait()

    async def end(self, name: str) -> None:
        self.ends[name].set()
        await self.tasks[name]
        await settled()


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_two_are_worked_on_and_the_rest_is_served_as_it_came():
    work = Work(Turns(2, LONG))
    await work.come("a", "b", "c", "d")
    assert work.begun == ["a", "b"]
    await work.end("b")
    assert work.begun == ["a", "b", "c"]
    await work.come("e")
    await work.end("a")
    await work.end("c")
    assert work.begun == ["a", "b", "c", "d", "e"]
    await work.end("d")
    await work.end("e")


def at_rest() -> float:
    """Of a process that waits for its database: it uses no processor."""
    return 0.0


class HandsFull:
    """Of a process that works all the time, until it is told to rest; counts how often it was looked at."""

    def __init__(self) -> None:
        self.began, self.looks, self.ended = time.monotonic(), 0, None

    def __call__(self) -> float:
        self.looks += 1
        return (self.ended or time.monotonic()) - self.began

    async def looked_at(self, times: int) -> None:
        while self.looks < times:
            await asyncio.sleep(0.001)

    def rest(self) -> None:
        self.ended = time.monotonic()


async def test_while_the_process_has_its_hands_full_nobody_begins_beside_others():
    used = HandsFull()
    work = Work(Turns(1, 0.001, LONG, used))
    await work.come("long", "next")
    await used.looked_at(20)
    assert work.begun == ["long"]
    used.rest()
    await work.end("next")
    assert work.begun == ["long", "next"]
    await work.end("long")


async def test_nobody_stands_in_line_for_ever():
    used = HandsFull()
    work = Work(Turns(1, 0.001, 0.01, used))
    await work.come("long", "next")
    await work.end("next")
    assert work.begun == ["long", "next"]
    await work.end("long")
    assert work.turns._at_work == 0 and not work.turns._line


async def test_who_waits_for_long_begins_beside_what_is_slow():
    work = Work(Turns(1, 0.001, used=at_rest))
    await work.come("slow", "next")
    work.ends["next"].set()
    await work.tasks["next"]
    assert work.begun == ["slow", "next"]
    # What began beside the others makes no room for more of them.
    await work.come("third")
    assert not work.tasks["slow"].done()
    await work.end("third")
    await work.end("slow")
    assert work.turns._at_work == 0 and not work.turns._line


async def test_who_goes_away_in_line_takes_no_turn():
    work = Work(Turns(1, LONG))
    await work.come("a", "gone", "b")
    work.tasks["gone"].cancel()
    await settled()
    await work.end("a")
    assert work.begun == ["a", "b"]
    await work.end("b")
    assert work.turns._at_work == 0


async def test_who_goes_away_in_the_moment_of_their_turn_gives_it_on():
    work = Work(Turns(1, LONG))
    await work.come("a", "gone", "b")
    work.ends["a"].set()
    await asyncio.sleep(0)
    # It is their turn: only "b" stands in line, and "gone" has not woken yet.
    assert (work.turns._at_work, len(work.turns._line), work.begun) == (1, 1, ["a"])
    work.tasks["gone"].cancel()
    with pytest.raises(asyncio.CancelledError):
        await work.tasks["gone"]
    await settled()
    assert work.begun == ["a", "b"]
    await work.end("b")
    assert work.turns._at_work == 0


async def test_work_that_fails_makes_room():
    turns = Turns(1, LONG)
    with pytest.raises(ValueError, match="broken"):
        async with turns:
            raise ValueError("broken")
    async with turns:
        assert turns._at_work == 1
