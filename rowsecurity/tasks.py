"""The base of every task on the rows of one organisation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from celery import Task

from rowsecurity.scopes import job_scope


class ScopedTask(Task):
    """Runs in the job scope of its `organisation_id`, one transaction. Ids in, one action call.

    Use as `@shared_task(base=ScopedTask)`; call with keywords only.
    """

    abstract = True

    def __call__(self, *, organisation_id: str, **kwargs: Any) -> Any:
        with job_scope(UUID(organisation_id)):
            return super().__call__(organisation_id=organisation_id, **kwargs)
