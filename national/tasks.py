"""Background entry points: counted figures of quarters that are final are given to the monitor, once."""

from __future__ import annotations

import logging
from uuid import UUID

from celery import shared_task
from kombu.exceptions import OperationalError

from rowsecurity.tasks import LongTask

logger = logging.getLogger("national")


@shared_task(base=LongTask, ignore_result=True)
def give_finished_quarters() -> None:
    """For every organisation that takes part: what was not given yet, of quarters that are final."""
    from monitoring_export.directory import organisation_ids

    for organisation_id in organisation_ids():
        _give(organisation_id)


@shared_task(base=LongTask, ignore_result=True)
def give_of_one(*, organisation_id: str) -> None:
    """The same for one that just began to take part."""
    _give(UUID(organisation_id))


def hasten(organisation_id: UUID) -> None:
    """Ask a worker to give what one organisation takes part with; without Redis beat does within the hour."""
    try:
        give_of_one.apply_async(kwargs={"organisation_id": str(organisation_id)}, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("nobody could be asked to give figures: %s", type(error).__name__)


def _give(organisation_id: UUID) -> None:
    from monitoring_export.first_shown import NotYetFinal
    from national import quarters
    from national.actions.giving import give, taking_part
    from rowsecurity.one_by_one import by_itself
    from rowsecurity.scopes import job_scope

    with job_scope(organisation_id):
        wanted = [quarter for quarter in quarters.final(quarters.BACK) if taking_part(quarter)]
    for quarter in wanted:
        with by_itself(logger, "giving figures", organisation_id):
            try:
                with job_scope(organisation_id):
                    give(organisation_id=organisation_id, quarter=quarter)
            except NotYetFinal:
                logger.info("a quarter of %s is not counted to its end yet", organisation_id)
