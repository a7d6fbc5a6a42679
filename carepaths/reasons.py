"""Why a step was not done, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from carepaths.plan import Reason

SENTENCES = {
    Reason.RESULT_IN: _("not needed: the result is in"),
    Reason.TOO_LATE: _("left out: its moment had passed"),
    Reason.VISIT_CANCELLED: _("lapsed: the appointment was cancelled"),
    Reason.VISIT_MOVED: _("lapsed: the appointment was moved"),
    Reason.ENDED: _("lapsed: the path has ended"),
}
