"""Background entry points. Beat pokes every few seconds; the due rows say what there is to do."""

from __future__ import annotations

from celery import shared_task

from conversations import due_work


@shared_task
def do_due_work() -> None:
    """Bring back what is due for the team."""
    due_work.do_due_work()
