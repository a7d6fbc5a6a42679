"""Background entry points. Beat pokes every few seconds; the due rows say what there is to do."""

from __future__ import annotations

import contextlib
import logging

from celery import shared_task
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from carepaths import dispatcher
from conversations.models import Task
from rowsecurity.one_by_one import by_itself
from rowsecurity.scopes import job_scope

logger = logging.getLogger("carepaths")


@shared_task
def carry_out_due_steps() -> None:
    """Do what is due."""
    dispatcher.dispatch()


@shared_task(ignore_result=True)
def start_by_answers() -> None:
    """Start the paths that wait for a button, and follow dates, over all organisations."""
    from carepaths.actions.answers import start_by_buttons
    from carepaths.actions.dates import look_after

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT organisations_with_answers_to_follow()")
        organisations = [row[0] for row in cursor.fetchall()]
    for organisation_id in organisations:
        with by_itself(logger, "starting of paths", organisation_id), job_scope(organisation_id):
            start_by_buttons()
        with by_itself(logger, "dates of patients", organisation_id), job_scope(organisation_id):
            look_after()


def poke() -> None:
    """Look now; without Redis the next poke of beat does."""
    with contextlib.suppress(OperationalError, OSError):
        start_by_answers.apply_async(retry=False)


def follow_date(task: Task) -> None:
    """A patient entered a date; called in the transaction that keeps it."""
    transaction.on_commit(poke)
