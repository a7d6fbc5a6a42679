"""Statements that travel to the database together, and whose answers come back together.

A statement by itself costs a way there and back, and on each the thread waits, gives others the interpreter
and takes its turn for it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def one_trip() -> Iterator[None]:
    """Within, cursors only execute; their rows are there after it. What fails is raised at its end."""
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield
