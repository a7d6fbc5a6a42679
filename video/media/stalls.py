"""How long the worker stood still: all calls wait for its one loop, so everybody hears a pause of it."""

from __future__ import annotations

import gc
import logging
import time
from typing import Any

logger = logging.getLogger(__name__)

# A pause that is heard; and how long is waited before one is told of again.
HEARD, TOLD_EVERY = 0.1, 10


class Stalls:
    """The longest pause of the last second, and the longest look of the collector in it."""

    def __init__(self) -> None:
        self.longest = self.collecting = 0.0
        self._collected_from = 0.0
        self._told_at = -float(TOLD_EVERY)

    def watch_collector(self) -> None:
        gc.callbacks.append(self._collects)

    def _collects(self, phase: str, _: dict[str, Any]) -> None:
        now = time.monotonic()
        if phase == "start":
            self._collected_from = now
        else:
            self.collecting = max(self.collecting, now - self._collected_from)

    def note(self, late: float, now: float) -> None:
        """Take up by how much something began later than it was due."""
        self.longest = max(self.longest, late)
        if late > HEARD and now - self._told_at >= TOLD_EVERY:
            self._told_at = now
            logger.warning(
                "stood still for %d ms, %d of them collecting", late * 1000, self.collecting * 1000
            )

    def take(self) -> dict[str, float]:
        """Return what was seen, in thousandths of a second, and begin anew."""
        told = {"late_ms": round(self.longest * 1000, 1), "collected_ms": round(self.collecting * 1000, 1)}
        self.longest = self.collecting = 0.0
        return told
