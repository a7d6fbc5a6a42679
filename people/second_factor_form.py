"""One form for every second factor that is typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from people.actions import second_factors
from people.actions.second_factors import Means
from people.forms import code_field, text_input
from people.models import Person

LABELS = {
    Means.TOTP: _("Code from your authenticator app"),
    Means.SMS: _("Code from the text message"),
    Means.RECOVERY: _("One of your recovery codes"),
}


class SecondFactorForm(forms.Form):
    device = forms.ChoiceField(label=_("Which app"), required=False, widget=forms.RadioSelect)
    code = code_field("")

    def __init__(self, *args: Any, means: Means, devices: list[TOTPDevice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.means = means
        self.fields["code"].label = LABELS.get(means, "")
        if means is Means.RECOVERY:
            self.fields["code"] = forms.CharField(
                label=LABELS[means],
                max_length=20,
                widget=text_input(autocomplete="off", autocapitalize="none"),
            )
        self._offer_devices(devices if means is Means.TOTP else [])

    def _offer_devices(self, devices: list[TOTPDevice]) -> None:
        if len(devices) < 2:
            self.only = devices[0].persistent_id if devices else ""
            del self.fields["device"]
            return
        field = self.fields["device"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(device.persistent_id, device.name) for device in devices]
        field.required, field.initial, self.only = True, devices[0].persistent_id, ""

    def proves(self, person: Person) -> bool:
        """Check the code that was typed; uses it up when it is right."""
        code = self.cleaned_data["code"]
        match self.means:
            case Means.TOTP:
                device_id = self.only or self.cleaned_data["device"]
                return second_factors.prove_totp(person=person, device_id=device_id, code=code)
            case Means.SMS:
                return second_factors.prove_code(person_id=person.id, code=code)
            case Means.RECOVERY:
                return second_factors.prove_recovery(person=person, code=code)
        return False
