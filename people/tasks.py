"""Background entry points: what nobody needs any more."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from rowsecurity.scopes import job_scope
from rowsecurity.tasks import ScopedTask

NOBODY = UUID(int=0)


@shared_task(ignore_result=True)
def clear_expired() -> None:
    """Remove ended sessions and old counts."""
    from people import attempts
    from people.sessions import SessionStore

    SessionStore.clear_expired()
    attempts.clear_old()


@shared_task(ignore_result=True)
def look_at_birthdays() -> None:
    """Have every organisation look whose birthday changes who decides."""
    from tenants.models import Organisation

    with job_scope(NOBODY):  # the directory is public
        organisations = list(Organisation.objects.values_list("id", flat=True))
    for organisation_id in organisations:
        keep_birthdays.delay(organisation_id=str(organisation_id))


@shared_task(base=ScopedTask, ignore_result=True)
def keep_birthdays(*, organisation_id: str) -> None:
    """Tell of birthdays at one organisation; again and again, told once."""
    from people.actions import birthdays

    birthdays.keep_birthdays()
