"""Settings of a department: what it promises, and its prepared texts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conversations import placeholders
from conversations.actions.standard_replies import Words
from conversations.models import StandardReply
from rowsecurity.errors import Refused
from tenants.actions import Opening
from tenants.models import Department, Membership


class DepartmentForm(forms.ModelForm):
    """Name, telephone numbers and the promise; `HoursForm` has the week."""

    class Meta:
        model = Department
        fields = (
            "name",
            "phone",
            "phone_outside_hours",
            "promise_amount",
            "promise_unit",
            "reopening_days",
            "desk_needs_approval",
            "where_to_go",
        )
        labels = {
            "name": gettext_lazy("Name"),
            "phone": gettext_lazy("Telephone during opening hours"),
            "phone_outside_hours": gettext_lazy("Telephone outside opening hours"),
            "promise_amount": gettext_lazy("Answer within"),
            "promise_unit": gettext_lazy("Counted in"),
            "reopening_days": gettext_lazy("Days in which a patient can reopen a closed conversation"),
            "desk_needs_approval": gettext_lazy("A clinician approves the answers of the front desk"),
            "where_to_go": gettext_lazy("Practical directions"),
        }


class HoursForm(forms.Form):
    """One stretch per weekday; a day without times is a day on which the department is closed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday, name in WEEKDAYS.items():
            for part, label in (("opens", _("%(day)s from")), ("closes", _("%(day)s until"))):
                self.fields[f"{part}_{weekday}"] = forms.TimeField(
                    required=False,
                    label=label % {"day": str(name).capitalize()},
                    widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for weekday in WEEKDAYS:
            opens, closes = values.get(f"opens_{weekday}"), values.get(f"closes_{weekday}")
            if bool(opens) != bool(closes) or (opens and closes and opens >= closes):
                self.add_error(f"closes_{weekday}", _("Give both times, the later one last."))
        return values

    def openings(self) -> list[Opening]:
        """The week that was typed."""
        values = self.cleaned_data
        return [
            Opening(weekday, values[f"opens_{weekday}"], values[f"closes_{weekday}"])
            for weekday in WEEKDAYS
            if values[f"opens_{weekday}"]
        ]

    def days(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each weekday."""
        return [(self[f"opens_{weekday}"], self[f"closes_{weekday}"]) for weekday in WEEKDAYS]


class StandardReplyForm(forms.ModelForm):
    """A prepared text, refused with an unknown placeholder. One's own has no owner but oneself."""

    owner = forms.ChoiceField(label=gettext_lazy("Who keeps it right?"), required=False)

    class Meta:
        model = StandardReply
        fields = ("title", "text", "review_on")
        labels = {
            "title": gettext_lazy("Title"),
            "text": gettext_lazy("Text"),
            "review_on": gettext_lazy("When does somebody look at it again?"),
        }
        help_texts = {
            "text": gettext_lazy(
                "Filled in: {voornaam}, {achternaam}, {afdeling}, {organisatie}, {medewerker}, {telefoon}."
            )
        }
        widgets = {"review_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, colleagues: list[Membership] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(each.id): each for each in colleagues or []}
        if colleagues is None:
            del self.fields["owner"]
        else:
            people = [(key, each.label) for key, each in self.colleagues.items()]
            self.fields["owner"].choices = [("", gettext_lazy("The manager")), *people]  # type: ignore[attr-defined]
            self.initial.setdefault("owner", str(self.instance.owner_id or ""))
        if not self.instance.organisation_id:
            self.initial.setdefault("review_on", timezone.localdate() + timedelta(days=365))

    def clean_text(self) -> str:
        try:
            return placeholders.check(self.cleaned_data["text"])
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused

    def words(self) -> Words:
        """What was typed."""
        values = self.cleaned_data
        owner = self.colleagues.get(values.get("owner", ""))
        return Words(values["title"], values["text"], owner, values["review_on"])
