"""What comes back by itself for the team: each poke looks where something is due, by the database's clock.

The doors give ids of organisations only. The work is done in the scope of one organisation at a time, on rows
that are locked and marked in the same transaction; so a poke too many, or two at once, does nothing twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from django.db import connection, transaction

from conversations.actions.absences import hand_over_new_answers
from conversations.actions.must_reads import climb_due
from conversations.actions.team_tasks import bring_back_due_tasks
from conversations.late_replies import send_due_replies
from rowsecurity.one_by_one import by_itself
from rowsecurity.scopes import job_scope

logger = logging.getLogger("conversations")


def _due_tasks(organisation_id: UUID) -> int:
    with job_scope(organisation_id):
        return bring_back_due_tasks()


def _answers_of_the_absent(organisation_id: UUID) -> int:
    with job_scope(organisation_id):
        return hand_over_new_answers()


def _unread(organisation_id: UUID) -> int:
    with job_scope(organisation_id):
        return climb_due()


# A door that names organisations, and what to do for each.
WORK: tuple[tuple[str, Callable[[UUID], int]], ...] = (
    ("organisations_with_due_tasks", _due_tasks),
    ("organisations_with_due_replies", send_due_replies),
    ("organisations_with_somebody_away", _answers_of_the_absent),
    ("organisations_with_unread", _unread),
)


def do_due_work() -> int:
    """Do everything that is due now over all organisations; returns how much. Outside any scope."""
    return sum(_for_one(each, action) for door, action in WORK for each in _organisations(door))


def _organisations(door: str) -> list[UUID]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {door}()")
        return [row[0] for row in cursor.fetchall()]


def _for_one(organisation_id: UUID, action: Callable[[UUID], int]) -> int:
    with by_itself(logger, "due work", organisation_id):
        return action(organisation_id)
    return 0
