"""Sound before pictures: when the line of somebody is too thin for both, they get no pictures for a while."""

from __future__ import annotations

# Less than a picture at its smallest takes, beside the sound.
THIN_BELOW = 120_000
# So much loss leaves no picture whole, whatever is sent again.
LOST_ABOVE = 0.3
LOOKS = 3
PAUSE, LONGEST_PAUSE = 5.0, 40.0
# Who is thin again so soon after a try waits twice as long for the next one.
SOON = 30.0


class Thrift:
    """Whether one browser gets pictures; looked at once a second."""

    __slots__ = ("_low", "_pause", "_tried_at", "_until", "is_thin")

    def __init__(self) -> None:
        self.is_thin = False
        self._low = 0
        self._pause, self._until, self._tried_at = PAUSE, 0.0, -SOON

    def look(self, *, estimate: int | None, rate: int, lost: float | None, now: float) -> bool:
        """Take up how the line is; true when it is another answer now.

        An estimate follows what is sent (`rate`, bits of pictures a second), so it says something only below
        that. Without pictures there is none: the only way to know is to try again.
        """
        if self.is_thin:
            if now >= self._until:
                self.is_thin, self._tried_at, self._low = False, now, 0
                return True
            return False
        is_low = estimate is not None and estimate < min(THIN_BELOW, rate)
        is_low |= rate > 0 and lost is not None and lost > LOST_ABOVE
        self._low = self._low + 1 if is_low else 0
        if self._low < LOOKS:
            return False
        is_soon = now - self._tried_at < SOON
        self._pause = min(self._pause * 2, LONGEST_PAUSE) if is_soon else PAUSE
        self.is_thin, self._until = True, now + self._pause
        return True
