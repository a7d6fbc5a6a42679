"""Background entry points. What is due stands in the database; a poke through Celery only hastens it."""

from __future__ import annotations

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

logger = logging.getLogger("notifications")


@shared_task(ignore_result=True)
def deliver_due_notices() -> None:
    """Send what is due, over all organisations."""
    from notifications.delivery import deliver_due

    deliver_due()


def poke() -> None:
    """Ask a worker to look now; without Redis the next beat after its return does."""
    try:
        deliver_due_notices.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("nobody could be asked to deliver: %s", type(error).__name__)
