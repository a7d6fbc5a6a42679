"""When figures of a month or quarter are final: from then on they may leave the organisation, and stay.

The last thing known of a day is what was unread when its week was over; what comes late has until then too.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from monitoring_export.counting import moment
from monitoring_export.days import UNREAD_FOR
from monitoring_export.models import UsageCounted
from monitoring_export.spans import FINAL_AFTER, Step, end_of, over_on
from rowsecurity.errors import Refused


class NotYetFinal(Refused):
    """The period goes on, facts of it may still come, or counting is behind: nothing is shown."""

    def __init__(self) -> None:
        super().__init__(
            _("These figures are not final yet: that is nine days after the end of the month or quarter.")
        )


def final_at(period: date, step: Step) -> datetime:
    """From when on a period is shown outside, once it is counted."""
    return moment(end_of(period, step) + FINAL_AFTER)


def newest_final(step: Step) -> date:
    """The first day of the last month or quarter that is final, by the calendar and by how far is counted.

    Of who was never counted by the calendar alone. In the scope of the organisation.
    """
    day, counted = timezone.localdate() - FINAL_AFTER, UsageCounted.objects.first()
    if counted:
        day = min(day, timezone.localdate(counted.horizon) - UNREAD_FOR)
    return over_on(day, step)


def require_final(period: date, step: Step) -> None:
    """Raise unless all of a period is counted that will be shown of it. In the scope of the organisation."""
    counted = UsageCounted.objects.first()
    is_counted = counted is not None and counted.horizon >= moment(end_of(period, step) + UNREAD_FOR)
    if not is_counted or timezone.now() < final_at(period, step):
        raise NotYetFinal
