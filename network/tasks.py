"""Tells patients that a partner wrote. What is to be told stands in the database; a poke only hastens it."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from rowsecurity.one_by_one import by_itself

logger = logging.getLogger("network")


@shared_task(ignore_result=True)
def tell_patients() -> None:
    """Plan the notices of every organisation whose conversation got words of a partner."""
    from network.telling import tell_patient_of
    from rowsecurity.scopes import job_scope

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT organisation_id, conversation_id FROM partner_words_untold(%s)", [100])
        found = cursor.fetchall()
    for organisation_id, conversation_id in found:
        with by_itself(logger, "telling", conversation_id), job_scope(organisation_id):
            tell_patient_of(conversation_id=conversation_id)


def poke() -> None:
    """Ask a worker to look now; without Redis the next beat after its return does."""
    try:
        tell_patients.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("nobody could be asked to tell: %s", type(error).__name__)
