"""The bases of tasks: on the rows of one organisation, and those that may take long."""

from __future__ import annotations

from threading import Lock
from typing import Any
from uuid import UUID

from celery import Task

from rowsecurity.scopes import job_scope

# Half of the threads of a worker (`-c 6`).
MOST_LONG = 3
_busy: set[str] = set()
_looking = Lock()


class ScopedTask(Task):
    """Runs in the job scope of its `organisation_id`, one transaction. Ids in, one action call.

    Use as `@shared_task(base=ScopedTask)`; call with keywords only.
    """

    abstract = True

    def __call__(self, *, organisation_id: str, **kwargs: Any) -> Any:
        with job_scope(UUID(organisation_id)):
            return super().__call__(organisation_id=organisation_id, **kwargs)


class LongTask(Task):
    """Work that may take minutes: one of each `kind` and three in all at a time, in the threads of a worker.

    The others send what people wait for. A call that finds no room does nothing: what is due stands in the
    database, and the one at work or the next beat comes to it.
    """

    abstract = True
    kind = ""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        kind = self.kind or self.name
        with _looking:
            if kind in _busy or len(_busy) >= MOST_LONG:
                return None
            _busy.add(kind)
        try:
            return super().__call__(*args, **kwargs)
        finally:
            with _looking:
                _busy.discard(kind)
