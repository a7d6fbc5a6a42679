"""What is typed about being away."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations.actions.absences import Period
from tenants.models import Membership


class AbsenceForm(forms.Form):
    """Whole days: from the beginning of the first until the end of the last."""

    first_day = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    stand_in = forms.ChoiceField(label=_("Who takes over?"), required=False)

    def __init__(self, *args: Any, colleagues: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(each.id): each for each in colleagues}
        people = [(key, each.label) for key, each in self.colleagues.items()]
        nobody = [("", _("Nobody: back to the queue"))]
        self.fields["stand_in"].choices = nobody + people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("first_day"), values.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day comes after the first."))
        if last and last < timezone.localdate():
            self.add_error("last_day", _("This day is over already."))
        return values

    def period(self) -> Period:
        """From midnight to midnight; an absence that begins today begins now."""
        values = self.cleaned_data
        starts_at = max(_midnight(values["first_day"]), timezone.now())
        ends_at = _midnight(values["last_day"] + timedelta(days=1))
        return Period(starts_at, ends_at, self.colleagues.get(values["stand_in"]))


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
