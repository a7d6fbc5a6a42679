"""The bases of tasks: on the rows of one organisation, and those that may take long."""

from __future__ import annotations

from threading import Lock
from typing import Any
from uuid import UUID

from celery import Task

from rowsecurity.scopes import job_scope

# Half of the threads of a worker (`-c 6`).
MOST_LONG = 3
# What is at work, and whether it takes one of those places.
_busy: dict[str, bool] = {}
_looking = Lock()


class ScopedTask(Task):
    """Runs in the job scope of its `organisation_id`, one transaction. Ids in, one action call.

    Use as `@shared_task(base=ScopedTask)`; call with keywords only.
    """

    abstract = True

    def __call__(self, *, organisation_id: str, **kwargs: Any) -> Any:
        with job_scope(UUID(organisation_id)):
            return super().__call__(organisation_id=organisation_id, **kwargs)


class AloneTask(Task):
    """Work of which one of each `kind` goes on at a time in the threads of a worker.

    A call that finds no room does nothing: what is due stands in the database, and the one at work or the
    next beat comes to it.
    """

    abstract = True
    kind = ""
    is_long = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        kind = self.kind or self.name
        with _looking:
            if kind in _busy or (self.is_long and sum(_busy.values()) >= MOST_LONG):
                return None
            _busy[kind] = self.is_long
        try:
            return super().__call__(*args, **kwargs)
        finally:
            with _looking:
                del _busy[kind]


class LongTask(AloneTask):
    """The same for what may take minutes, and three in all: other threads send what people wait for."""

    abstract = True
    is_long = True
