"""What apps above this one may hear: a list was completed. A register, filled at start; no signals.

A callback runs in the job scope of the organisation, in the transaction that marks the answers as handled:
exactly once for each that is committed. When it raises, the answers are tried again some minutes later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Completed:
    """A list that was filled in; what was answered is asked with `queries.answered`."""

    request_id: UUID
    response_id: UUID
    patient_id: UUID
    department_id: UUID
    canonical: str
    authored_at: datetime


Callback = Callable[[Completed], None]
_callbacks: list[Callback] = []


def on_completed(callback: Callback) -> None:
    """Call this with every list that is completed from now on."""
    if callback not in _callbacks:
        _callbacks.append(callback)


def forget(callback: Callback) -> None:
    """Call this no more."""
    if callback in _callbacks:
        _callbacks.remove(callback)


def tell_completed(completed: Completed) -> None:
    """Call everybody who asked to be."""
    for callback in tuple(_callbacks):
        callback(completed)
