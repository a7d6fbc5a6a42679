"""Claims what is due over all organisations through one door, and carries it out, one organisation at a time.

A claim is a lease. A dispatcher that dies loses it to another, and since the message and the mark that it
was sent are one transaction, nothing is sent twice. Any number of these may run side by side.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import Error, connection

from carepaths.actions.due_steps import carry_out, record_failure
from rowsecurity.scopes import job_scope

logger = logging.getLogger("carepaths")
CLAIM = """SELECT id, organisation_id, attempts, wake_at, was_lost
FROM claim_due_steps(%s, make_interval(secs => %s))"""
BATCH = 50
# Long for fifty steps of some milliseconds, and short enough that two deaths in a row cost half a minute.
LEASE = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Claim:
    """A due step that is ours until its lease ends."""

    due_step_id: UUID
    organisation_id: UUID
    attempt: int
    wake_at: datetime
    # An earlier lease ended without a word: its worker died, or was too slow.
    was_lost: bool = False


def dispatch() -> int:
    """Carry out everything that is due now and return how much was claimed. Outside any scope."""
    number = 0
    while claims := claim():
        outcomes = Counter(perform(mine) for mine in claims)
        outcomes["claimed"], outcomes["lost"] = len(claims), sum(mine.was_lost for mine in claims)
        count(outcomes)
        number += len(claims)
    return number


def claim(most: int = BATCH, lease: timedelta = LEASE) -> list[Claim]:
    """Lease due steps, the oldest first; two dispatchers never get the same one."""
    # One statement is a transaction of its own: a poll costs one round trip.
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [most, lease.total_seconds()])
        claims = [Claim(*row) for row in cursor.fetchall()]
    return sorted(claims, key=lambda mine: mine.wake_at)


def count(outcomes: Counter[str]) -> None:
    """Add to the figures of this minute. They are for looking at; the rows say what is true."""
    counted = {name: number for name, number in outcomes.items() if number}
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_tally(%s, %s)", [list(counted), list(counted.values())])


def perform(mine: Claim) -> str:
    """Carry out one claim; returns what came of it. What goes wrong is written down and tried again later."""
    try:
        with job_scope(mine.organisation_id):
            is_sent = carry_out(due_step_id=mine.due_step_id, attempt=mine.attempt)
        return "done" if is_sent else "left_out"
    except Exception as error:  # the border of a process: one bad row must not stop the others
        if isinstance(error, Error) and not connection.is_usable():
            raise  # the database is away; the lease ends by itself
        # Class names only: an error text may quote what was being sent.
        logger.error("due step %s failed: %s", mine.due_step_id, type(error).__name__)
        with job_scope(mine.organisation_id):
            record_failure(due_step_id=mine.due_step_id, attempt=mine.attempt, reason=type(error).__name__)
        return f"failed:{type(error).__name__}"
