"""How long a department waits after each way to reach somebody, in hours as people say it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conversations.models import ReadingLadder
from tenants.models import Department

AN_HOUR = 60
MOST_HOURS = 14 * 24
NAMES = ("minutes_after_push", "minutes_after_sms", "minutes_after_email")


def hours(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=Decimal("0.25"), max_value=MOST_HOURS, decimal_places=2)


class LadderForm(forms.Form):
    """Three pauses; what comes after the last is a call by the desk."""

    minutes_after_push = hours(_("Hours after the notification, before a text message"))
    minutes_after_sms = hours(_("Hours after the text message, before an e-mail"))
    minutes_after_email = hours(_("Hours after the e-mail, before the desk is asked to call"))

    @staticmethod
    def values_of(department: Department) -> dict[str, Decimal]:
        """What holds for this department now."""
        known = ReadingLadder.objects.filter(department=department).first() or ReadingLadder()
        return {name: (Decimal(getattr(known, name)) / AN_HOUR).normalize() for name in NAMES}

    def minutes(self) -> dict[str, int]:
        """What was typed, in minutes."""
        return {name: int(self.cleaned_data[name] * AN_HOUR) for name in NAMES}
