"""Background entry points. What is to be handled stands in the database; a poke only hastens it."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from rowsecurity.one_by_one import by_itself

logger = logging.getLogger("questionnaires")


@shared_task(ignore_result=True)
def handle_lists() -> None:
    """Handle what was sent and end what was not, over all organisations."""
    from questionnaires.actions.handling import handle_all

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT organisations_with_lists_to_handle()")
        organisations = [row[0] for row in cursor.fetchall()]
    for organisation_id in organisations:
        with by_itself(logger, "question lists", organisation_id):
            handle_all(organisation_id)


def poke() -> None:
    """Ask a worker to look now; without Redis the next beat after its return does."""
    try:
        handle_lists.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("nobody could be asked to look: %s", type(error).__name__)
