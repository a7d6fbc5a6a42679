"""Background entry points. Beat pokes every few seconds; the due rows say what there is to do."""

from __future__ import annotations

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

logger = logging.getLogger("conversations")


@shared_task
def do_due_work() -> None:
    """Bring back what is due for the team."""
    from conversations import due_work

    due_work.do_due_work()


def poke() -> None:
    """Ask a worker to look now; without Redis the next beat after its return does."""
    try:
        do_due_work.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("nobody could be asked to look: %s", type(error).__name__)
