"""Background entry points. What is due stands in the database; a poke through Celery only hastens it."""

from __future__ import annotations

import logging

from celery import Task, shared_task
from kombu.exceptions import OperationalError

from rowsecurity.tasks import LongTask

logger = logging.getLogger("keeping")


@shared_task(base=LongTask, ignore_result=True)
def make_due_copies() -> None:
    """Make the copies that were asked for, and remove those whose time is over, over all organisations."""
    from keeping import making

    making.remove_old()
    making.make_due()


@shared_task(base=LongTask, ignore_result=True)
def remove() -> None:
    """Carry out deletions that were agreed to and, at night, remove what is over its term."""
    from django.utils import timezone

    from keeping import removing
    from onboarding.directory import organisation_ids

    removing.look_after(organisation_ids(), is_night=timezone.localtime().hour in removing.NIGHT)


def poke() -> None:
    """Ask a worker to make a copy now; without Redis the next beat after its return does."""
    _ask(make_due_copies)


def poke_eraser() -> None:
    """The same for a deletion that was agreed to."""
    _ask(remove)


def _ask(task: Task) -> None:
    try:
        task.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("nobody could be asked to go on: %s", type(error).__name__)
