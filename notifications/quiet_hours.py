"""When a text message that can wait may ring: not in the evening and not at night, in local time."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

BEGIN, END = time(21), time(8)


def after_quiet_hours(moment: datetime, zone: ZoneInfo) -> datetime:
    """The first moment from `moment` on that is not in quiet hours."""
    local = moment.astimezone(zone)
    if END <= local.time() < BEGIN:
        return moment
    day = local.date() + timedelta(days=1) if local.time() >= BEGIN else local.date()
    return datetime.combine(day, END, tzinfo=zone)
