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
# Of what was sent: why the patient need not do it any more.
NO_LONGER_ASKED = {
    Reason.RESULT_IN: _("no longer asked: the result is in"),
    Reason.ASKED_AGAIN: _("no longer asked: it was asked again"),
    Reason.COMPLETED: _("no longer asked: the path was completed"),
    Reason.VISIT_CANCELLED: _("no longer asked: the appointment was cancelled"),
    Reason.ENDED: _("no longer asked: the path has ended"),
}
