"""Background entry points."""

from __future__ import annotations

from celery import shared_task

from rowsecurity.tasks import AloneTask


# Not long: who left at a provider is not kept in by copies and counting that fill the places of those.
@shared_task(base=AloneTask, ignore_result=True)
def look_again() -> None:
    """Ask every provider again about who works here."""
    from single_sign_on import looking_again

    looking_again.look_again()
