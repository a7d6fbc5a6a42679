"""Background entry points: the counting of who has news, and what goes out by itself."""

from __future__ import annotations

import logging
from uuid import UUID

from celery import shared_task
from kombu.exceptions import OperationalError

from rowsecurity.tasks import LongTask

logger = logging.getLogger("monitoring_export")


@shared_task(base=LongTask, ignore_result=True)
def poke() -> None:
    """Count the days that may have changed, one organisation after the other."""
    from monitoring_export.actions import counting
    from monitoring_export.directory import organisation_ids
    from rowsecurity.one_by_one import by_itself
    from rowsecurity.scopes import job_scope

    for organisation_id in organisation_ids():
        with by_itself(logger, "counting", organisation_id), job_scope(organisation_id):
            counting.count_days_if_due(organisation_id=organisation_id)


@shared_task(base=LongTask, kind="deliveries", ignore_result=True)
def deliver_due() -> None:
    """Deliver what is due, over all organisations."""
    from monitoring_export import delivering
    from monitoring_export.directory import organisation_ids

    for organisation_id in organisation_ids():
        delivering.deliver_due(organisation_id)


@shared_task(base=LongTask, kind="deliveries", ignore_result=True)
def deliver(*, organisation_id: str) -> None:
    """Deliver what is due of one organisation."""
    from monitoring_export import delivering

    delivering.deliver_due(UUID(organisation_id))


def hasten(organisation_id: UUID) -> None:
    """Ask a worker to deliver now; without Redis the next beat after its return does."""
    try:
        deliver.apply_async(kwargs={"organisation_id": str(organisation_id)}, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("nobody could be asked to deliver: %s", type(error).__name__)
