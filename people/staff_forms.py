"""What an admin fills in about a member of staff, and what somebody new fills in; well-formedness only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.actions.staff import Work
from people.forms import NewPasswordForm, text_input
from people.mobile import NotAMobileNumber, normalise
from tenants.models import Department, Membership
from tenants.roles import Role


class WorkForm(forms.Form):
    """What somebody does here."""

    display_name = forms.CharField(
        label=_("As patients and colleagues see it"),
        help_text=_("For example Marieke, or dr. Bakker"),
        max_length=80,
    )
    job_title = forms.CharField(label=_("Function"), help_text=_("For example nurse"), max_length=60)
    roles = forms.MultipleChoiceField(
        label=_("What this person may do"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )
    departments: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label=_("At which departments"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, member: Membership | None = None, **kwargs: Any) -> None:
        if member is not None:
            kwargs["initial"] = {
                "display_name": member.display_name,
                "job_title": member.job_title,
                "roles": member.roles,
                "departments": [each.department_id for each in member.departments.all()],
            }
        super().__init__(*args, **kwargs)
        departments = self.fields["departments"]
        assert isinstance(departments, forms.ModelMultipleChoiceField)
        departments.queryset = Department.objects.all()

    @property
    def work(self) -> Work:
        """What was filled in."""
        typed = self.cleaned_data
        where = [department.id for department in typed["departments"]]
        return Work(typed["display_name"], typed["job_title"], typed["roles"], where)


class InviteMemberForm(WorkForm):
    """Who is invited, and for what."""

    email = forms.EmailField(label=_("E-mail address at work"))
    given_name = forms.CharField(label=_("First name"), max_length=80)
    family_name = forms.CharField(label=_("Last name"), max_length=80)
    field_order = ["email", "given_name", "family_name"]


class JoinForm(NewPasswordForm):
    """A new account of somebody who is going to work here."""

    mobile = forms.CharField(
        label=_("Your mobile number"),
        help_text=_("For the code by text message"),
        max_length=20,
        widget=text_input(inputmode="tel", autocomplete="tel"),
    )
    field_order = ["mobile", "password"]

    def clean_mobile(self) -> str:
        try:
            return normalise(self.cleaned_data["mobile"])
        except NotAMobileNumber:
            raise forms.ValidationError(
                gettext("This is not a mobile number we can reach. Type it like this: 06 12345678.")
            ) from None
