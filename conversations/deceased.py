"""Nothing is sent to who has died: said once, for every way of the team to write."""

from __future__ import annotations

from django.utils.translation import gettext as _

from people.models import Patient
from rowsecurity.errors import Refused


def refuse_deceased(patient: Patient) -> None:
    """Raise `Refused` when this patient has died."""
    if patient.deceased_on is not None:
        raise Refused(_("This patient has died. Nothing can be sent any more."))
