"""The databases the judge looks at: the one of the tests, and a copy that has no row security at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connections


@contextmanager
def as_owner() -> Iterator[psycopg.Connection]:
    """The test database as its owner; nothing is kept."""
    name = connections["default"].settings_dict["NAME"]
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname=name) as connection:
        yield connection
        connection.rollback()
