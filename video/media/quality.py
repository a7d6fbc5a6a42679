"""How good the line of a browser is, both ways: what its packets and its reports tell of the last seconds."""

from __future__ import annotations

from collections import deque
from typing import Any

WINDOW = 5.0
# Ten entries a second for the way up, about two for the way down.
MOST_ENTRIES = 64
# A longer one is a report of another age, or nonsense.
LONGEST_ROUND_TRIP = 10.0
GOOD, FAIR, POOR = "good", "fair", "poor"
# One bad second is no bad line.
LOOKS = 3


class Share:
    """What part of the packets of the last seconds was lost."""

    __slots__ = ("_entries",)

    def __init__(self) -> None:
        self._entries: deque[tuple[float, int, float]] = deque(maxlen=MOST_ENTRIES)

    def add(self, due: int, lost: float, now: float) -> None:
        if due > 0:
            self._entries.append((now, due, min(max(lost, 0), due)))

    def lost(self, now: float) -> float | None:
        """Return the part that was lost, None while nothing was due."""
        recent = [(due, lost) for at, due, lost in self._entries if now - at <= WINDOW]
        due = sum(entry[0] for entry in recent)
        return sum(entry[1] for entry in recent) / due if due else None


class Quality:
    """The line of one browser. Up is towards us, down is towards the browser."""

    __slots__ = ("_next", "_seen", "down", "grade", "jitter_down", "round_trip", "up")

    def __init__(self) -> None:
        # As the others see it: good, fair or poor; and what it has looked like lately instead.
        self.grade = GOOD
        self._next, self._seen = GOOD, 0
        self.up, self.down = Share(), Share()
        # Seconds, None until a report told.
        self.round_trip: float | None = None
        self.jitter_down: float | None = None

    def take_round_trip(self, seconds: float) -> None:
        if seconds < LONGEST_ROUND_TRIP:
            self.round_trip = max(0.0, seconds)

    def look(self, now: float) -> bool:
        """Look once a second how it is; true when it is another grade now, which takes a few looks."""
        known = [part for part in (self.up.lost(now), self.down.lost(now)) if part is not None]
        found = grade(max(known, default=0.0), self.round_trip or 0.0)
        self._seen = self._seen + 1 if found == self._next else 1
        self._next = found
        if found == self.grade or self._seen < LOOKS:
            return False
        self.grade = found
        return True

    def told(self, *, jitter_up: float | None, now: float) -> dict[str, Any]:
        """Return it as the web hears it; None for what was not measured."""
        up, down = self.up.lost(now), self.down.lost(now)
        return {
            "loss": worst(up, down, 3),
            "loss_up": worst(up, None, 3),
            "loss_down": worst(down, None, 3),
            "rtt_ms": worst(scaled(self.round_trip), None, 1),
            "jitter_ms": worst(scaled(self.jitter_down), scaled(jitter_up), 1),
        }


def grade(lost: float, round_trip: float) -> str:
    """Return in a word how a line is for a call; the page judges its own end by the same numbers."""
    if lost > 0.08 or round_trip > 0.5:
        return POOR
    return FAIR if lost > 0.02 or round_trip > 0.25 else GOOD


def scaled(seconds: float | None) -> float | None:
    return None if seconds is None else seconds * 1000


def worst(one: float | None, other: float | None, digits: int) -> float | None:
    known = [value for value in (one, other) if value is not None]
    return round(max(known), digits) if known else None
