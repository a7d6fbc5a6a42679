"""Background entry points. What is to be sent stands in the database; a poke only hastens it."""

from __future__ import annotations

import logging
from uuid import UUID

from celery import shared_task
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from rowsecurity.one_by_one import by_itself

logger = logging.getLogger("broadcasts")


@shared_task(ignore_result=True)
def send_broadcasts() -> None:
    """Send what was agreed to, over all organisations; each few patients are a transaction of their own."""
    from broadcasts.actions.sending import send_some
    from rowsecurity.errors import Refused
    from rowsecurity.scopes import job_scope

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT organisation_id, id, person_id FROM broadcasts_to_send(%s)", [20])
        found = cursor.fetchall()
    for organisation_id, broadcast_id, person_id in found:
        with by_itself(logger, "sending", broadcast_id):
            try:
                more = True
                while more:
                    with job_scope(organisation_id, person_id):
                        more = send_some(broadcast_id=broadcast_id)
            except Refused as refused:
                # The author works here no longer: nobody sends in the name of who left.
                logger.error("broadcast %s was stopped: %s", broadcast_id, type(refused).__name__)
                _stop(organisation_id, broadcast_id)


def _stop(organisation_id: UUID, broadcast_id: UUID) -> None:
    from django.db.models.functions import Now

    from broadcasts.models import Broadcast
    from rowsecurity.scopes import job_scope

    with job_scope(organisation_id):
        Broadcast.objects.filter(id=broadcast_id).update(stopped_at=Now())


def poke() -> None:
    """Ask a worker to look now; without Redis the next beat after its return does."""
    try:
        send_broadcasts.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("nobody could be asked to send: %s", type(error).__name__)
