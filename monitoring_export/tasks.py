"""Background entry points: who may have news, and the counting of one month of one of them."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from rowsecurity.tasks import ScopedTask


@shared_task(ignore_result=True)
def poke() -> None:
    """Have this month, and shortly after its end the last one, looked at for every organisation."""
    from monitoring_export.directory import organisation_ids, running_months

    for organisation_id in organisation_ids():
        for month in running_months():
            roll_up.delay(organisation_id=str(organisation_id), month=f"{month:%Y-%m}")
        count_days.delay(organisation_id=str(organisation_id))


@shared_task(base=ScopedTask, ignore_result=True)
def roll_up(*, organisation_id: str, month: str) -> None:
    """Count the month when something changed in it."""
    from monitoring_export import actions, months

    day = months.parse(month)
    if day:
        actions.roll_up_if_changed(organisation_id=UUID(organisation_id), month=day)


@shared_task(base=ScopedTask, ignore_result=True)
def count_days(*, organisation_id: str) -> None:
    """Count the days that may have changed."""
    from monitoring_export import actions

    actions.count_days_if_due(organisation_id=UUID(organisation_id))
