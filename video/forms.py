"""What the team types: when a visit is, who is invited, when a walk-in desk is open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from people.mobile import NotAMobileNumber, normalise
from tenants.models import Membership
from video import queries
from video.actions.guests import Offer
from video.actions.planning import MOST_MINUTES, Plan
from video.models import Guest
from video.rules import LONGEST_CODE, MOST_CODES


def moment_field(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


class PlanForm(forms.Form):
    """A visit on a moment, with a member of the team."""

    plan_id = forms.UUIDField(widget=forms.HiddenInput)
    starts_at = moment_field(_("When?"))
    minutes = forms.IntegerField(label=_("How many minutes?"), min_value=5, max_value=MOST_MINUTES)
    medewerker: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("With whom?"), queryset=None, empty_label=None
    )
    is_sealed = forms.BooleanField(
        label=_("Encrypted from end to end"),
        required=False,
        help_text=_("Then only the people in the call can see and hear it, not our servers."),
    )

    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("plan_id", uuid4())
        self.initial.setdefault("minutes", 20)
        self.initial.setdefault("is_sealed", queries.is_sealing())
        hour = timezone.localtime().replace(minute=0, second=0, microsecond=0)
        self.initial.setdefault("starts_at", hour + timedelta(hours=1))
        self.initial.setdefault("medewerker", member.id)
        field = self.fields["medewerker"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Membership.objects.filter(organisation_id=member.organisation_id, ended_at=None)

    def plan(self) -> Plan:
        """What was typed."""
        values = self.cleaned_data
        return Plan(
            values["plan_id"],
            values["starts_at"],
            values["minutes"],
            values["medewerker"],
            values["is_sealed"],
        )


class GuestForm(forms.Form):
    """Somebody without an account."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("Everybody in the video visit reads this name.")
    )
    relation = forms.ChoiceField(label=_("Who is this?"), choices=Guest.Relation.choices)
    mobile = forms.CharField(label=_("Mobile number"), max_length=20, widget=forms.TextInput({"type": "tel"}))
    language = forms.ChoiceField(label=_("Language of the text message"), choices=settings.LANGUAGES)

    def clean_mobile(self) -> str:
        try:
            return normalise(self.cleaned_data["mobile"])
        except NotAMobileNumber:
            raise forms.ValidationError(
                _("This is not a mobile number we can send to. Example: 06 12345678.")
            ) from None

    def offer(self) -> Offer:
        """What was typed."""
        values = self.cleaned_data
        return Offer(values["name"], values["relation"], values["mobile"], values["language"])


class AppointmentCodesForm(forms.Form):
    """The codes of appointments that are by video, as the organisation's own system has them."""

    codes = forms.CharField(
        label=_("Codes of appointments by video"),
        help_text=_("As your own system sends them, with commas between. Empty: no appointment is by video."),
        required=False,
        max_length=MOST_CODES * (LONGEST_CODE + 2),
    )

    def clean_codes(self) -> list[str]:
        """Each once, in capitals."""
        found = sorted({each.strip().upper() for each in self.cleaned_data["codes"].split(",")} - {""})
        if len(found) > MOST_CODES or any(len(each) > LONGEST_CODE for each in found):
            raise forms.ValidationError(_("At most 30 codes, of at most 40 characters each."))
        return found


class DeskForm(forms.Form):
    """The hours of a walk-in desk."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days?"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    opens = forms.TimeField(label=_("Open from"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    closes = forms.TimeField(label=_("Open until"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("opens") and values.get("closes") and values["opens"] >= values["closes"]:
            self.add_error("closes", _("The desk closes after it opens, on the same day."))
        return values
