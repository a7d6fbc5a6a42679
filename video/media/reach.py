"""Larger layers for who can take them: an estimate grows no further than half again of what is sent."""

from __future__ import annotations

# So much above what is sent, nothing but that holds an estimate back.
ROOM = 1.3
# A line that carries less than before, or loses so much, had no room for it.
FALLEN, LOST_ABOVE = 0.85, 0.1
# Nor has one that sank little by little to so much of the most it carried.
SUNK = 0.6
LOOKS = 5
PAUSE, LONGEST_PAUSE = 10.0, 80.0
MOST = 16


class Reach:
    """How many times its estimate one browser is sent, to find out; looked at once a second."""

    __slots__ = ("_before", "_free", "_most", "_pause", "_until", "lift")

    def __init__(self) -> None:
        self.lift = 1
        self._before, self._most, self._free = 0, 0, 0
        self._pause, self._until = PAUSE, 0.0

    def look(self, *, estimate: int | None, rate: int, lost: float | None, now: float) -> None:
        """Take up how the line is, while it is sent `rate`, bits of pictures a second."""
        if estimate is None or rate <= 0:
            self._before, self._most, self._free, self.lift = 0, 0, 0, 1
            return
        has_sunk = self.lift > 1 and estimate < self._most * SUNK
        had_no_room = has_sunk or estimate < self._before * FALLEN or (lost is not None and lost > LOST_ABOVE)
        self._before, self._most = estimate, max(self._most, estimate)
        if had_no_room:
            self._fall_back(now)
            return
        self._free = self._free + 1 if estimate > rate * ROOM else 0
        if self._free >= LOOKS and now >= self._until and self.lift < MOST:
            self.lift, self._free = self.lift * 2, 0

    def _fall_back(self, now: float) -> None:
        """Each try in vain makes the next one later."""
        if self.lift > 1:
            self._until = now + self._pause
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
        self.lift, self._most, self._free = 1, 0, 0
