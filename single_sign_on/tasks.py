"""Background entry points."""

from __future__ import annotations

from celery import shared_task

from rowsecurity.tasks import LongTask


@shared_task(base=LongTask, ignore_result=True)
def look_again() -> None:
    """Ask every provider again about who works here."""
    from single_sign_on import looking_again

    looking_again.look_again()
