"""Background entry points: a poke looks over every organisation; the work is one organisation at a time."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from rowsecurity.tasks import ScopedTask


@shared_task(ignore_result=True)
def poke() -> None:
    """Have every organisation looked at."""
    from onboarding.directory import organisation_ids

    for organisation_id in organisation_ids():
        let_in.delay(organisation_id=str(organisation_id))


@shared_task(base=ScopedTask, ignore_result=True)
def let_in(*, organisation_id: str) -> None:
    """Plan, invite, remind, and note who wrote for the first time."""
    from onboarding.actions import by_rule
    from onboarding.models import InvitationRule

    by_rule.plan()
    for department_id in InvitationRule.objects.filter(is_on=True).values_list("department_id", flat=True):
        by_rule.send_due(department_id=UUID(str(department_id)))
    by_rule.remind_due()
    by_rule.note_first_messages()
