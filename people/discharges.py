"""Who hears on which day a stay ends, as the team writes it down. A register, filled at start; no signals.

A callback runs in the scope and the transaction of who wrote it down, and says in sentences what follows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from people.models import Patient
from tenants.models import Membership


@dataclass(frozen=True, slots=True)
class WrittenDown:
    """The last day of a stay; None when it is not known (any more)."""

    member: Membership
    patient: Patient
    on: date | None


Callback = Callable[[WrittenDown], list[str]]
_callbacks: list[Callback] = []


def on_written_down(callback: Callback) -> None:
    """Call this with every last day of a stay that the team writes down."""
    if callback not in _callbacks:
        _callbacks.append(callback)


def tell_written_down(told: WrittenDown) -> list[str]:
    """Call everybody who asked to be; returns what follows from it, in sentences."""
    return [sentence for callback in _callbacks for sentence in callback(told)]
