"""Background entry points. What is due stands in the database; a poke through Celery only hastens it."""

from __future__ import annotations

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from rowsecurity.tasks import LongTask

logger = logging.getLogger("downloads")


@shared_task(base=LongTask, ignore_result=True)
def make_due_downloads() -> None:
    """Make what is asked for and remove what is old, over all organisations."""
    from downloads import making

    making.make_due()
    making.remove_old()


def poke() -> None:
    """Ask a worker to look now; without Redis the next beat after its return does."""
    try:
        make_due_downloads.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("nobody could be asked to make a download: %s", type(error).__name__)
