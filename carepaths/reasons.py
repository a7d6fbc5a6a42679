"""Why a step was not done, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from carepaths.plan import Reason

SENTENCES = {
    Reason.RESULT_IN: _("not needed: the result is in"),
    Reason.CONDITION: _("left out: its condition did not hold"),
    Reason.UNTIL: _("not needed: what it was repeated for is there"),
    Reason.NO_DATE: _("waits for a date"),
    Reason.BY_HAND: _("left out by the team"),
    Reason.PAUSED: _("lapsed: the path was paused"),
    Reason.NEW_VERSION: _("lapsed: the patient went on with another version"),
    Reason.COMPLETED: _("lapsed: the path was completed"),
    Reason.TOO_LATE: _("left out: its moment had passed"),
    Reason.VISIT_CANCELLED: _("lapsed: the appointment was cancelled"),
    Reason.VISIT_MOVED: _("lapsed: the appointment was moved"),
    Reason.ENDED: _("lapsed: the path has ended"),
}
