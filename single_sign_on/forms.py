"""What an admin fills in about the provider; well-formedness only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from single_sign_on.actions import Settings
from single_sign_on.guarded import Unreachable
from single_sign_on.models import Provider
from single_sign_on.protocol import discover
from tenants.models import Department
from tenants.roles import Role

ROLES = {str(value): value for value in Role.values}


class ProviderForm(forms.Form):
    """The provider of an organisation."""

    issuer = forms.URLField(
        label=_("Address of the provider (issuer)"),
        help_text=_("As the provider itself names it, for example https://login.example.nl"),
        max_length=200,
        assume_scheme="https",
    )
    client_id = forms.CharField(label=_("Client ID"), max_length=200)
    secret = forms.CharField(
        label=_("Client secret"),
        help_text=_("Kept sealed and never shown. Empty: the one that is there stays."),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    roles_claim = forms.CharField(
        label=_("Claim with the groups"), help_text=_("For example roles or groups"), max_length=60
    )
    role_names = forms.CharField(
        label=_("Which group has which role"),
        help_text=_("One on each line: group = role. Roles: clinician, desk, manager, admin, helpdesk."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    departments: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label=_("Departments of who comes in for the first time"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_on = forms.BooleanField(label=_("Colleagues can sign in this way"), required=False)

    def __init__(self, *args: Any, provider: Provider | None, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(provider)
        super().__init__(*args, **kwargs)
        if provider is None:
            secret = self.fields["secret"]
            secret.required, secret.help_text = True, gettext("Kept sealed and never shown.")
            secret.error_messages["required"] = gettext("Fill in the secret that the provider gave you.")
        departments = self.fields["departments"]
        assert isinstance(departments, forms.ModelMultipleChoiceField)
        departments.queryset = Department.objects.all()

    def clean_issuer(self) -> str:
        issuer = str(self.cleaned_data["issuer"])
        try:
            discover(issuer)
        except Unreachable:
            raise forms.ValidationError(
                gettext(
                    "No provider answers at this address. It must be a public https address, and the same "
                    "as the provider names itself."
                )
            ) from None
        return issuer

    def clean_role_names(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for number, line in enumerate(str(self.cleaned_data["role_names"]).splitlines(), 1):
            if not line.strip():
                continue
            group, _sign, role = (part.strip() for part in line.rpartition("="))
            if not group or role not in ROLES:
                raise forms.ValidationError(
                    gettext("Line %(number)s is not a group, = and a role: %(line)s")
                    % {"number": number, "line": line.strip()[:80]}
                )
            found[group] = role
        return found

    @property
    def wanted(self) -> Settings:
        """What was filled in."""
        values = dict(self.cleaned_data)
        values["departments"] = [each.id for each in values["departments"]]
        return Settings(**values)


def _initial(provider: Provider | None) -> dict[str, Any]:
    if provider is None:
        return {"roles_claim": "roles"}
    return {
        "issuer": provider.issuer,
        "client_id": provider.client_id,
        "roles_claim": provider.roles_claim,
        "role_names": "\n".join(f"{group} = {role}" for group, role in provider.role_names.items()),
        "departments": provider.departments,
        "is_on": provider.is_on,
    }
