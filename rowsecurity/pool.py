"""The pools of asynchronous connections for the measured paths: sending a message, following a conversation.

Those paths are one SQL function call each, which opens its own scope as its first statement. Everything
else goes through Django's connection. Each work role has a pool of its own: a plan is made for the role that
first ran it, and a connection that serves two roles in turn would plan every statement anew, every time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connections
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool

# Whoever waits longer than this for a connection is refused and asks again: a queue only grows.
WAIT_SECONDS = 2.0

_pools: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, AsyncConnectionPool]] = WeakKeyDictionary()


async def call(statement: str, parameters: Sequence[Any], *, role: str = "") -> list[TupleRow]:
    """Run one statement in a transaction of its own and return its rows. `role` is the one it takes on.

    Raises psycopg errors as they are; `psycopg.OperationalError` and `PoolTimeout` mean: no database now.
    """
    pool = await _pool(role)
    async with pool.connection(timeout=WAIT_SECONDS) as connection:
        cursor = await connection.execute(statement, parameters, prepare=True)
        return await cursor.fetchall() if cursor.description else []


async def _pool(role: str) -> AsyncConnectionPool:
    pools = _pools.setdefault(asyncio.get_running_loop(), {})
    pool = pools.get(role)
    if pool is None:
        # None is opened beforehand: who asks first would open a second one beside it, and a loop that ends in
        # the middle of that (a test) waits for ever, because `wait_for` of Python 3.11 may lose a cancel.
        pool = pools[role] = AsyncConnectionPool(
            kwargs=_connection_arguments(), min_size=0, max_size=settings.ASYNC_POOL_SIZE, open=False
        )
        await pool.open()
    return pool


def _connection_arguments() -> dict[str, Any]:
    # The default database as Django knows it now, so that tests follow to their own database.
    known = connections["default"].settings_dict
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    address = {to: known[key] for key, to in names.items() if known.get(key)}
    # Every statement here looks up rows by key: one plan is as good as another, and planning costs more.
    # Without the second, a plan made while a table was small would read the whole of it from then on.
    return address | {
        "autocommit": True,
        "options": "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off",
    }
