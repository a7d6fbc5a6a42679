"""Background entry points. What waits stands in the database; a poke through Celery only hastens it."""

from __future__ import annotations

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

logger = logging.getLogger("files")


@shared_task(ignore_result=True)
def check_received() -> None:
    """Look at every file that came in, over all organisations."""
    from files.checking import check_due

    check_due()


@shared_task(ignore_result=True)
def remove_forgotten() -> None:
    """Remove what was added and not sent within a day."""
    from files.forgetting import remove_forgotten

    remove_forgotten()


def poke() -> None:
    """Ask a worker to look now; without Redis the next beat after its return does."""
    try:
        check_received.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("nobody could be asked to look at a file: %s", type(error).__name__)
