"""What PostgreSQL tells of each statement: how long it took to parse, bind and execute it.

The clock of the driver has in it what Python does, waking up for the answer included. PostgreSQL sends its
own with the answer, as a notice, when its superuser has allowed that (`telling`): it is not read from a log.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

MARK = "duration: "
ALLOWED = (
    "ALTER ROLE bd_web SET log_duration = on",
    # Nothing of it to the log, which would be written between two statements.
    "ALTER ROLE bd_web SET log_min_messages = fatal",
)
WITHDRAWN = ("ALTER ROLE bd_web RESET log_duration", "ALTER ROLE bd_web RESET log_min_messages")
# What is asked of these is in memory, as the goals are meant.
ASKED = "conversation|patient|person|message|readmark|task|department|membership|label|organisation"
INTO_MEMORY = """
SELECT pg_size_pretty(8192 * sum(pg_prewarm(c.oid::regclass))) FROM pg_class c
WHERE c.relkind IN ('r', 'i') AND c.relnamespace = 'public'::regnamespace AND c.relname ~ %s
  AND c.relname !~ '_own$|_pkey$|twice|like$'
"""


@contextmanager
def telling(superuser: str, asked: str = ASKED) -> Iterator[str]:
    """Let new sessions of the web hear it; first everything asked is read into memory. Gives how much."""
    with psycopg.connect(superuser, autocommit=True) as owner:
        owner.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        row = owner.execute(INTO_MEMORY, [asked]).fetchone()
        for statement in ALLOWED:
            owner.execute(statement)
        try:
            yield str(row[0]) if row else ""
        finally:
            for statement in WITHDRAWN:
                owner.execute(statement)


class Clock:
    """Milliseconds and statements of what is asked inside `running`, by one of the two clocks."""

    def __init__(self, *, of_server: bool) -> None:
        self.of_server = of_server
        self.spent = 0.0
        self.statements = 0

    @contextmanager
    def running(self) -> Iterator[Clock]:
        if self.of_server:
            raw = connection.connection
            raw.execute("SET LOCAL client_min_messages = log")
            raw.add_notice_handler(self._hear)
        try:
            with connection.execute_wrapper(self._run):
                yield self
        finally:
            if self.of_server:
                raw.remove_notice_handler(self._hear)
                raw.execute("SET LOCAL client_min_messages = notice")

    def _run(self, execute: Any, statement: str, parameters: Any, many: bool, context: Any) -> Any:
        self.statements += 1
        began = time.perf_counter()
        try:
            return execute(statement, parameters, many, context)
        finally:
            if not self.of_server:
                self.spent += 1000 * (time.perf_counter() - began)

    def _hear(self, said: psycopg.errors.Diagnostic) -> None:
        words = said.message_primary or ""
        if words.startswith(MARK):
            self.spent += float(words.removeprefix(MARK).split()[0])


@contextmanager
def no_pauses() -> Iterator[None]:
    """Without Python's own pauses for its memory."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
