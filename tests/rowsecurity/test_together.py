"""Asking together: one call for a crowd, an answer for each, and one who is to blame harms nobody else."""

from __future__ import annotations

import asyncio

import psycopg
import pytest

from rowsecurity import pool
from rowsecurity.together import MOST, Call, Together

pytestmark = pytest.mark.django_db  # the pool has connections of its own


class Counted:
    """The database divides a hundred by what each asks; keeps how many asked in each call."""

    def __init__(self, statement: str = "SELECT 100 / asked FROM unnest(%s::int[]) AS asked") -> None:
        self.statement, self.sizes = statement, []

    async def __call__(self, role: str, asked: list[int]) -> list[int]:
        self.sizes.append(len(asked))
        return [row[0] for row in await pool.call(self.statement, [asked])]


@pytest.fixture
async def _pools():
    """Closed in the loop they were opened in."""
    yield
    for each in pool._pools.pop(asyncio.get_running_loop(), {}).values():
        await each.close()


async def ask(call: Call[int, int], *asked: int) -> list[object]:
    together = Together(call, "", 0.0)
    return await asyncio.gather(*(together.ask(each) for each in asked), return_exceptions=True)


async def test_a_crowd_shares_a_call_and_each_gets_its_own_answer(_pools):
    call = Counted()

    answers = await ask(call, *range(1, 2 * MOST + 1))

    assert answers == [100 // each for each in range(1, 2 * MOST + 1)]
    assert call.sizes == [MOST, MOST]


async def test_who_is_to_blame_is_told_and_the_others_are_answered(_pools):
    answers = await ask(Counted(), 5, 0, 4)

    assert (answers[0], answers[2]) == (20, 25)
    assert isinstance(answers[1], psycopg.errors.DivisionByZero)


async def test_without_a_database_all_are_told_at_once(_pools):
    call = Counted("SELECT pg_terminate_backend(pg_backend_pid()) FROM unnest(%s::int[])")

    answers = await ask(call, 1, 2, 3)

    assert all(isinstance(each, psycopg.OperationalError) for each in answers)
    assert call.sizes == [3]


@pytest.mark.parametrize(
    "fault", [psycopg.errors.DeadlockDetected, psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled]
)
async def test_a_lock_that_one_waits_for_in_vain_harms_nobody_else(fault):
    async def call(role: str, asked: list[int]) -> list[int]:
        if 0 in asked:
            raise fault
        return asked

    answers = await ask(call, 5, 0, 4)

    assert (answers[0], answers[2]) == (5, 4)
    assert isinstance(answers[1], fault)
