"""What an operator fills in; well-formedness only."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from operators.organisations import Admin, New
from tenants.models import Organisation, Region


class AdminForm(forms.Form):
    """Who is going to run an organisation."""

    given_name = forms.CharField(label=_("First name of the first admin"), max_length=80)
    family_name = forms.CharField(label=_("Last name of the first admin"), max_length=80)
    email = forms.EmailField(label=_("E-mail address of the first admin"))

    @property
    def admin(self) -> Admin:
        """Who was filled in."""
        values = self.cleaned_data
        return Admin(values["email"], values["given_name"], values["family_name"])


class OrganisationForm(AdminForm):
    """A new organisation and its first admin."""

    name = forms.CharField(label=_("Name"), max_length=80)
    slug = forms.SlugField(
        label=_("Name in addresses"),
        help_text=_("Small letters, digits and dashes. It stands in every address and cannot be changed."),
        max_length=40,
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Organisation.Kind.choices)
    region = forms.ChoiceField(label=_("Region"), choices=[("", "—"), *Region.choices], required=False)
    phone = forms.CharField(label=_("Telephone number"), max_length=20)
    field_order = ["name", "slug", "kind", "region", "phone"]

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if slug != slug.lower():
            raise forms.ValidationError(gettext("Use small letters only."))
        return slug

    @property
    def new(self) -> New:
        """What was filled in."""
        values = self.cleaned_data
        told = (values["name"], values["slug"], values["kind"], values["region"], values["phone"])
        return New(*told, self.admin)
