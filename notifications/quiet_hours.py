"""When nothing may ring that can wait, in local time. The night, unless somebody chose otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begin` until `end`, over midnight when `end` is earlier; equal means none."""

    begin: time
    end: time

    def covers(self, local: time) -> bool:
        """Whether this time of the day is quiet."""
        if self.begin <= self.end:
            return self.begin <= local < self.end
        return local >= self.begin or local < self.end


NIGHT = QuietHours(time(22), time(8))


def after_quiet_hours(moment: datetime, zone: ZoneInfo, quiet: QuietHours | None = NIGHT) -> datetime:
    """The first moment from `moment` on that is not in quiet hours."""
    local = moment.astimezone(zone)
    if quiet is None or not quiet.covers(local.time()):
        return moment
    day = local.date() if local.time() < quiet.end else local.date() + timedelta(days=1)
    end = datetime.combine(day, quiet.end, tzinfo=zone)
    # In the night that has an hour twice, the end may come a second time.
    return end if end.timestamp() >= moment.timestamp() else end.replace(fold=1)
