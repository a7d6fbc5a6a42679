"""Background entry point: quarters that are over are given once more, for facts that came late."""

from __future__ import annotations

import logging

from celery import shared_task

from rowsecurity.tasks import LongTask

logger = logging.getLogger("national")


@shared_task(base=LongTask, ignore_result=True)
def give_finished_quarters() -> None:
    """For every organisation that takes part, the two last quarters that are over."""
    from monitoring_export.directory import organisation_ids
    from national import quarters
    from national.actions.giving import give
    from national.models import Participation
    from rowsecurity.one_by_one import by_itself
    from rowsecurity.scopes import job_scope

    for organisation_id in organisation_ids():
        with by_itself(logger, "giving figures", organisation_id), job_scope(organisation_id):
            if Participation.objects.exists():
                for quarter in quarters.finished(2):
                    give(organisation_id=organisation_id, quarter=quarter)
