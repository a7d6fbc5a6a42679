"""What a birthday changes in who decides about care. Pure: knows no now, no database.

Under 12 the parents decide. From 12 both the young person and the parents, and the young person may have a
conversation of their own. From 16 the young person alone.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

NETHERLANDS = ZoneInfo("Europe/Amsterdam")
BOTH_FROM, ALONE_FROM = 12, 16
TOLD_BEFORE = timedelta(days=60)


class Who(Enum):
    PARENTS = "the parents"
    BOTH = "the parents and the young person"
    ALONE = "the person alone"


def birthday(born: date, years: int) -> date:
    """The day somebody becomes this old. Born on 29 February: on 1 March of a year without that day."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def who_decides(born: date, on: date) -> Who:
    """Who decides about somebody's care on a day."""
    if on < birthday(born, BOTH_FROM):
        return Who.PARENTS
    return Who.BOTH if on < birthday(born, ALONE_FROM) else Who.ALONE


def midnight(day: date) -> datetime:
    """The moment a day begins in the Netherlands."""
    return datetime.combine(day, time.min, tzinfo=NETHERLANDS)


def parents_until(born: date) -> datetime:
    """The moment from which parents reach nothing by their authority alone."""
    return midnight(birthday(born, ALONE_FROM))


def is_announced(day: date, *, on: date) -> bool:
    """Whether a birthday is near enough on a day to tell of it, and has not come yet."""
    return on < day <= on + TOLD_BEFORE


def is_near(day: date, *, on: date) -> bool:
    """Whether a birthday is one to tell of: announced, or not longer ago than it was announced before."""
    return abs(day - on) <= TOLD_BEFORE
