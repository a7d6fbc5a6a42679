"""What a manager sets about inviting, and what the desk fills in; well-formedness only."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onboarding.models import InvitationRule
from onboarding.sheet import MOST_BYTES
from people.mobile import NotAMobileNumber, normalise
from tenants.models import Department


def _not_too_large(file: Any) -> Any:
    if file.size > MOST_BYTES:
        raise forms.ValidationError(gettext("This file is larger than 5 MB. Split the list in two."))
    return file


class RuleForm(forms.ModelForm):
    """When a department invites by itself."""

    visit_kinds = forms.MultipleChoiceField(
        label=_("For which appointments"),
        help_text=_("None chosen: for every kind of appointment."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = InvitationRule
        fields: ClassVar = ["is_on", "visit_kinds", "days_before", "remind_after_days", "most_a_day"]
        labels: ClassVar = {
            "is_on": _("Invite patients by itself when they have an appointment here"),
            "days_before": _("From how many days before the appointment"),
            "remind_after_days": _("Remind once after so many days"),
            "most_a_day": _("At most so many invitations a day"),
        }
        help_texts: ClassVar = {
            "remind_after_days": _("0 means: never. The link of an invitation works for 7 days."),
            "most_a_day": _("So that your desk can answer the questions that come of it."),
        }

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["visit_kinds"]
        assert isinstance(field, forms.MultipleChoiceField)
        known = dict(kinds)
        kept = [(code, code) for code in self.instance.visit_kinds if code not in known]
        field.choices = [*kinds, *kept]
        if not field.choices:
            del self.fields["visit_kinds"]


class ListForm(forms.Form):
    """A file with patients, and for which department they are invited."""

    file = forms.FileField(
        label=_("File with patients (CSV)"),
        help_text=_("Saved from a spreadsheet as CSV. At most 10,000 lines."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )
    department: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("For which department"), queryset=None, required=False, empty_label=_("No department")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = self.fields["department"]
        assert isinstance(departments, forms.ModelChoiceField)
        departments.queryset = Department.objects.all()

    def clean_file(self) -> Any:
        return _not_too_large(self.cleaned_data["file"])


class StaffListForm(forms.Form):
    """A file with colleagues."""

    file = forms.FileField(
        label=_("File with colleagues (CSV)"),
        help_text=_("Saved from a spreadsheet as CSV. At most 10,000 lines."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )

    def clean_file(self) -> Any:
        return _not_too_large(self.cleaned_data["file"])


class MobileForm(forms.Form):
    """A mobile number that somebody gave at the desk."""

    mobile = forms.CharField(
        label=_("Mobile number"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    has_shown_identity = forms.BooleanField(
        label=_("I have seen the identity document of this patient"),
        error_messages={"required": _("Look at the identity document first; the code goes to this number.")},
    )

    def clean_mobile(self) -> str:
        try:
            return normalise(self.cleaned_data["mobile"])
        except NotAMobileNumber:
            raise forms.ValidationError(
                gettext("This is not a mobile number we can reach. Type it like this: 06 12345678.")
            ) from None
