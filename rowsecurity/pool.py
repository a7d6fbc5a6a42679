"""The pool of asynchronous connections for the measured paths: sending a message, following a conversation.

Those paths are one SQL function call each, which opens its own scope as its first statement. Everything
else goes through Django's connection.
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

_pools: WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncConnectionPool] = WeakKeyDictionary()


async def call(statement: str, parameters: Sequence[Any]) -> list[TupleRow]:
    """Run one statement in a transaction of its own and return its rows.

    Raises psycopg errors as they are; `psycopg.OperationalError` and `PoolTimeout` mean: no database now.
    """
    pool = await _pool()
    async with pool.connection(timeout=5) as connection:
        cursor = await connection.execute(statement, parameters, prepare=True)
        return await cursor.fetchall() if cursor.description else []


async def _pool() -> AsyncConnectionPool:
    loop = asyncio.get_running_loop()
    pool = _pools.get(loop)
    if pool is None:
        pool = _pools[loop] = AsyncConnectionPool(
            kwargs=_connection_arguments(), min_size=1, max_size=settings.ASYNC_POOL_SIZE, open=False
        )
        await pool.open()
    return pool


def _connection_arguments() -> dict[str, Any]:
    # The default database as Django knows it now, so that tests follow to their own database.
    known = connections["default"].settings_dict
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return {to: known[key] for key, to in names.items() if known.get(key)} | {"autocommit": True}
