"""Background entry points."""

from __future__ import annotations

from celery import shared_task


@shared_task(ignore_result=True)
def seal_access_log() -> None:
    """Seal what was written since the last time, over all organisations."""
    from audit.sealer import seal_all

    seal_all()
