"""Which way is tried next for a message that must be read, and when. No input or output.

It climbs: from what disturbs least to a call by the desk, each way once, none in somebody's quiet hours.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from conversations.models import MustReadStep
from notifications.quiet_hours import QuietHours, after_quiet_hours

Way = MustReadStep.Way
ORDER = (Way.PUSH, Way.SMS, Way.EMAIL, Way.CALL)


@dataclass(frozen=True, slots=True)
class Climber:
    """Somebody who is to read it: the ways that lead to them, and when nothing may ring."""

    ways: frozenset[str]
    quiet: QuietHours | None


def next_way(tried: Collection[str], climbers: Sequence[Climber]) -> Way | None:
    """The way after those that were tried that leads to anybody; a call always does, and is the last."""
    height = max((ORDER.index(Way(each)) for each in tried), default=-1)
    higher = ORDER[height + 1 :]
    return next((way for way in higher if way is Way.CALL or _leads(way, climbers)), None)


def allowed_at(moment: datetime, zone: ZoneInfo, climbers: Sequence[Climber]) -> datetime:
    """The first moment from `moment` on at which the first of them may be disturbed."""
    return after_quiet_hours(moment, zone, climbers[0].quiet) if climbers else moment


def after(moment: datetime, pause: timedelta, zone: ZoneInfo, climbers: Sequence[Climber]) -> datetime:
    """When the next way is tried, after one was at `moment`."""
    return allowed_at(moment + pause, zone, climbers)


def _leads(way: Way, climbers: Sequence[Climber]) -> bool:
    return any(way in climber.ways for climber in climbers)
