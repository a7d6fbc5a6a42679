"""What people type at the door and about patients; well-formedness only."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.mobile import NotAMobileNumber, normalise
from people.models import Patient
from tenants.models import Department

DATES = ["%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%d %m %Y", "%d%m%Y", "%Y-%m-%d"]


def text_input(**attributes: str) -> forms.TextInput:
    return forms.TextInput(attrs=attributes)


def date_field(**about: Any) -> forms.DateField:
    """A date that may be typed in every usual way."""
    widget = forms.DateInput(format="%d-%m-%Y", attrs={"inputmode": "numeric"} | about.pop("attrs", {}))
    invalid = {"invalid": _("Type day, month and year, like this: 14-3-1958.")}
    return forms.DateField(input_formats=DATES, widget=widget, error_messages=invalid, **about)


def code_field(label: Any, **about: Any) -> forms.CharField:
    """A code of digits that a telephone may fill in."""
    widget = text_input(autocomplete="one-time-code", inputmode="numeric")
    return forms.CharField(label=label, max_length=12, widget=widget, **about)


class BirthDateForm(forms.Form):
    birth_date = date_field(
        label=_("Your date of birth"), help_text=_("For example 14-3-1958"), attrs={"autocomplete": "bday"}
    )


class CodeForm(forms.Form):
    code = code_field(_("Code from the text message"), help_text=_("Six digits"))


class LetterCodeForm(forms.Form):
    """The code of a letter, typed as people type: with or without dashes, in small or capital letters."""

    code = forms.CharField(
        label=_("Code from the letter"),
        help_text=_("Nine letters and digits, for example ABC-DEF-234"),
        max_length=20,
        widget=text_input(autocomplete="off", autocapitalize="characters", spellcheck="false"),
    )


class OwnAddressForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class NewPasswordForm(forms.Form):
    """A password for `person`; long is what counts, so there are no rules about signs."""

    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 10 characters. A sentence is easy to remember and hard to guess."),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class RelativeAccountForm(NewPasswordForm):
    """A relative's own account: their name as they give it themselves."""

    given_name = forms.CharField(
        label=_("Your first name"), max_length=80, widget=text_input(autocomplete="given-name")
    )
    family_name = forms.CharField(
        label=_("Your last name"), max_length=80, widget=text_input(autocomplete="family-name")
    )
    field_order = ["given_name", "family_name", "password"]


class ChangePasswordForm(NewPasswordForm):
    old = forms.CharField(
        label=_("Your present password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["old", "password"]


class PasswordForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username webauthn"})
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PatientForm(forms.ModelForm):
    """A patient as a team enters one, to invite them."""

    birth_date = date_field(label=_("Date of birth"), help_text=_("For example 14-3-1958"))
    department: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("For which department"), queryset=None, required=False, empty_label=_("No department")
    )

    class Meta:
        model = Patient
        fields: ClassVar = ["number", "given_name", "family_name", "birth_date", "email", "mobile"]
        labels: ClassVar = {
            "number": _("Patient number"),
            "given_name": _("First name"),
            "family_name": _("Last name"),
            "email": _("E-mail address"),
            "mobile": _("Mobile number"),
        }
        help_texts: ClassVar = {"mobile": _("For the code by text message"), "number": ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = self.fields["mobile"].required = True
        departments = self.fields["department"]
        assert isinstance(departments, forms.ModelChoiceField)
        departments.queryset = Department.objects.all()
        if not self.instance._state.adding:
            # Who somebody is comes from the organisation's own system; only how to reach them is corrected.
            for name in ("number", "given_name", "family_name", "birth_date"):
                self.fields[name].disabled = True

    def clean_mobile(self) -> str:
        try:
            return normalise(self.cleaned_data["mobile"])
        except NotAMobileNumber:
            raise forms.ValidationError(
                gettext("This is not a mobile number we can reach. Type it like this: 06 12345678.")
            ) from None


class PatientSearchForm(forms.Form):
    number = forms.CharField(label=_("Patient number"), max_length=40)
