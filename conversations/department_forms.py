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
from tenants.models import Department, Location, Membership

# A day may be split in two.
STRETCHES = ("", "_2")


class DepartmentForm(forms.ModelForm):
    """Name, telephone numbers and the promise; `HoursForm` has the week."""

    location: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Location"), queryset=None, required=False, empty_label=gettext_lazy("Not chosen")
    )
    field_order = ["name", "specialism", "location"]

    class Meta:
        model = Department
        fields = (
            "name",
            "specialism",
            "agb_code",
            "phone",
            "phone_outside_hours",
            "promise_amount",
            "promise_unit",
            "promise_outside_days",
            "reopening_days",
            "desk_needs_approval",
            "where_to_go",
        )
        labels = {
            "name": gettext_lazy("Name"),
            "specialism": gettext_lazy("Specialism"),
            "agb_code": gettext_lazy("National code of the specialism (AGB)"),
            "phone": gettext_lazy("Telephone during opening hours"),
            "phone_outside_hours": gettext_lazy("Telephone outside opening hours"),
            "promise_amount": gettext_lazy("Answer within"),
            "promise_unit": gettext_lazy("Counted in"),
            "promise_outside_days": gettext_lazy("Outside opening hours: answer within so many working days"),
            "reopening_days": gettext_lazy("Days in which a patient can reopen a closed conversation"),
            "desk_needs_approval": gettext_lazy("A clinician approves the answers of the front desk"),
            "where_to_go": gettext_lazy("Practical directions"),
        }
        help_texts = {
            "agb_code": gettext_lazy("Four digits, for example 0313. Figures are compared by it."),
            "promise_outside_days": gettext_lazy("Empty: the same promise, counted from the next opening."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        location = self.fields["location"]
        assert isinstance(location, forms.ModelChoiceField)
        location.queryset = places = Location.objects.all()
        self.initial.setdefault("location", self.instance.location_id)
        if not places.exists():
            del self.fields["location"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "location" in self.fields:
            self.instance.location = values.get("location")
        return values

    def clean_promise_amount(self) -> int:
        amount: int = self.cleaned_data["promise_amount"]
        if not 1 <= amount <= 60:
            raise forms.ValidationError(_("Choose a number from 1 to 60."))
        return amount

    def clean_promise_outside_days(self) -> int | None:
        days: int | None = self.cleaned_data["promise_outside_days"]
        if days is not None and not 1 <= days <= 60:
            raise forms.ValidationError(
                _("Outside opening hours nobody is there to answer within a day. Choose 1 day or more.")
            )
        return days


class HoursForm(forms.Form):
    """Two stretches per weekday, so that a day may be split; a day without times is a closed one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "": (_("%(day)s from"), _("%(day)s until")),
            "_2": (_("%(day)s again from"), _("%(day)s again until")),
        }
        for weekday, name in WEEKDAYS.items():
            for stretch, (opens, closes) in labels.items():
                for part, label in (("opens", opens), ("closes", closes)):
                    self.fields[f"{part}_{weekday}{stretch}"] = forms.TimeField(
                        required=False,
                        label=label % {"day": str(name).capitalize()},
                        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for weekday in WEEKDAYS:
            for stretch in STRETCHES:
                opens, closes = (
                    values.get(f"opens_{weekday}{stretch}"),
                    values.get(f"closes_{weekday}{stretch}"),
                )
                if bool(opens) != bool(closes) or (opens and closes and opens >= closes):
                    self.add_error(f"closes_{weekday}{stretch}", _("Give both times, the later one last."))
            first, second = values.get(f"closes_{weekday}"), values.get(f"opens_{weekday}_2")
            if second and (not first or second < first):
                self.add_error(
                    f"opens_{weekday}_2",
                    _("These hours overlap the ones before. Begin after the first have ended."),
                )
        return values

    def openings(self) -> list[Opening]:
        """The week that was typed."""
        values = self.cleaned_data
        return [
            Opening(weekday, values[f"opens_{weekday}{stretch}"], values[f"closes_{weekday}{stretch}"])
            for weekday in WEEKDAYS
            for stretch in STRETCHES
            if values[f"opens_{weekday}{stretch}"]
        ]

    def days(self) -> list[list[forms.BoundField]]:
        """The fields of each weekday."""
        return [
            [self[f"{part}_{weekday}{stretch}"] for stretch in STRETCHES for part in ("opens", "closes")]
            for weekday in WEEKDAYS
        ]


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
