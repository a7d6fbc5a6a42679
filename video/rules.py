"""When a room is open, and how long somebody may be silent before they count as gone. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

BEFORE = timedelta(minutes=30)
AFTER = timedelta(hours=2)
# A page says every ten seconds that it is there; a telephone in a pocket may miss two.
SILENCE = timedelta(seconds=45)
# The worker keeps six in a room; see docs/subsystems/video.md.
MOST_IN_A_ROOM = 6
MOST_GUESTS = 4
# So long the name and number of a guest are known after a visit, and the visit can be put into an account.
GUESTS_KEPT = timedelta(days=7)
CAPTION_STAYS = timedelta(seconds=60)
# As most hospitals' own systems call an appointment by video; VR is a virtual visit in HL7's list (ActCode).
CODES_BY_VIDEO = frozenset({"VIDEO", "VIDEOCONSULT", "BEELDBELLEN", "VR"})
LONGEST_CODE, MOST_CODES = 40, 30


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when a room lets people in."""

    opens_at: datetime
    closes_at: datetime

    def has_opened(self, now: datetime) -> bool:
        return now >= self.opens_at

    def has_closed(self, now: datetime) -> bool:
        return now >= self.closes_at

    def is_open(self, now: datetime) -> bool:
        return self.has_opened(now) and not self.has_closed(now)


def window(starts_at: datetime, minutes: int, *, started_at: datetime | None) -> Window:
    """Half an hour before the moment; two hours after its end, or of when it really began."""
    begins = max(starts_at, started_at) if started_at else starts_at
    return Window(starts_at - BEFORE, begins + timedelta(minutes=minutes) + AFTER)


def places(*, has_team: bool) -> int:
    """How many fit in a room: one place is kept for the team while nobody of them is in."""
    return MOST_IN_A_ROOM if has_team else MOST_IN_A_ROOM - 1


def is_desk_open(weekdays: Collection[int], opens: time, closes: time, now: datetime) -> bool:
    """Whether a walk-in desk is open at a moment on the clocks of the country."""
    return now.weekday() in weekdays and opens <= now.time() < closes


@dataclass(frozen=True, slots=True)
class Seen:
    """How a line was in five seconds, the worse of both ways; `bits` is what may be sent in a second."""

    is_connected: bool
    loss: float = 0
    delay_ms: float = 0
    jitter_ms: float = 0
    bits: float = 0


def judge(seen: Seen) -> str:
    """How a line is for a call: good, fair or poor (then a telephone is better)."""
    if not seen.is_connected:
        return "poor"
    # Sound needs 40 kbit/s and a picture one can recognise somebody in 150; what is not told is 0.
    is_narrow = 0 < seen.bits < 100_000
    if seen.loss > 0.08 or seen.delay_ms > 500 or seen.jitter_ms > 150 or is_narrow:
        return "poor"
    is_thin = 0 < seen.bits < 250_000
    if seen.loss > 0.02 or seen.delay_ms > 250 or seen.jitter_ms > 60 or is_thin:
        return "fair"
    return "good"
