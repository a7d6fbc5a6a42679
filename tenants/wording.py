"""Opening hours and moments in words, in the active language."""

from __future__ import annotations

from datetime import datetime, time
from itertools import groupby

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tenants.promise import Timetable


def hours_in_words(timetable: Timetable) -> str:
    """The week in one sentence part: "Monday to Friday 09.00–17.00, Saturday 10.00–12.00"."""
    by_day = {
        day: tuple(sorted((h.opens, h.closes) for h in timetable.week if h.weekday == day))
        for day in range(7)
    }
    runs: list[str] = []
    for hours, days in groupby(range(7), key=by_day.__getitem__):
        if hours:
            runs.append(f"{_days(list(days))} {_stretches(hours)}")
    return ", ".join(runs)


def moment_in_words(moment: datetime) -> str:
    """A promise in words: "Tuesday 24 November, 17.00"."""
    local = timezone.localtime(moment)
    # Translators: a day and a time, in Django's date format.
    return date_format(local, _("l j F, H.i"))


def _days(days: list[int]) -> str:
    first, last = str(WEEKDAYS[days[0]]), str(WEEKDAYS[days[-1]])
    if len(days) == 1:
        return first
    if len(days) == 2:
        return _("%(first)s and %(last)s") % {"first": first, "last": last}
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _stretches(hours: tuple[tuple[time, time], ...]) -> str:
    joined = [f"{opens:%H.%M}–{closes:%H.%M}" for opens, closes in hours]
    return _(" and ").join(joined)
