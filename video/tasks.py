"""Background entry points."""

from __future__ import annotations

from celery import shared_task


@shared_task(ignore_result=True)
def look_after_visits() -> None:
    """End visits that nobody ended and forget guests, over all organisations."""
    from video import forgotten

    forgotten.look_after()
