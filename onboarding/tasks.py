"""Background entry points: a poke looks over every organisation; the work is one organisation at a time."""

from __future__ import annotations

import logging
from functools import partial
from uuid import UUID

from celery import Task, shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from rowsecurity.tasks import ScopedTask

logger = logging.getLogger("onboarding")


@shared_task(ignore_result=True)
def poke() -> None:
    """Have every organisation looked at."""
    from onboarding.directory import organisation_ids

    for organisation_id in organisation_ids():
        let_in.delay(organisation_id=str(organisation_id))


@shared_task(base=ScopedTask, ignore_result=True)
def let_in(*, organisation_id: str) -> None:
    """Plan, invite, remind, note who wrote for the first time; and go on with lists a worker left."""
    from onboarding.actions import by_rule, lists
    from onboarding.models import InvitationRule

    by_rule.plan()
    for department_id in InvitationRule.objects.filter(is_on=True).values_list("department_id", flat=True):
        by_rule.send_due(department_id=UUID(str(department_id)))
    by_rule.remind_due()
    by_rule.note_first_messages()
    for list_id, state in lists.in_hand():
        task = check_list if state == "checking" else import_list
        hasten(task, organisation_id=UUID(organisation_id), list_id=list_id)


@shared_task(base=ScopedTask, ignore_result=True)
def check_list(*, organisation_id: str, list_id: str) -> None:
    """Check a list that was brought."""
    from onboarding.actions import lists

    lists.check(list_id=UUID(list_id))


@shared_task(base=ScopedTask, ignore_result=True)
def import_list(*, organisation_id: str, list_id: str) -> None:
    """Import a stretch of a list, and have the next one done."""
    from onboarding.actions import lists

    if lists.go_on(list_id=UUID(list_id)):
        hasten(import_list, organisation_id=UUID(organisation_id), list_id=UUID(list_id))


def look_now(*, organisation_id: UUID) -> None:
    """Have one organisation looked at after the commit, because somebody waits to see it happen."""
    transaction.on_commit(partial(_ask, let_in, {"organisation_id": str(organisation_id)}))


def hasten(task: Task, *, organisation_id: UUID, list_id: UUID) -> None:
    """Ask a worker to begin after the commit; without Redis the next poke after its return does."""
    ids = {"organisation_id": str(organisation_id), "list_id": str(list_id)}
    transaction.on_commit(partial(_ask, task, ids))


def _ask(task: Task, ids: dict[str, str]) -> None:
    try:
        task.apply_async(kwargs=ids, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("nobody could be asked to go on: %s", type(error).__name__)
