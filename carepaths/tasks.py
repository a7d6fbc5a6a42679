"""Background entry points. Beat pokes every few seconds; the due rows say what there is to do."""

from __future__ import annotations

from celery import shared_task

from carepaths import dispatcher


@shared_task
def carry_out_due_steps() -> None:
    """Do what is due."""
    dispatcher.dispatch()
