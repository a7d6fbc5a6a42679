"""What people ask of the helpdesk; well-formedness only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helpdesk.actions.tickets import MOST, Asker
from helpdesk.models import Ticket
from people.mobile import NotAMobileNumber, normalise

NOTHING_MEDICAL = _(
    "Write nothing about your health here. The helpdesk does not see your messages and does not treat you."
)


class AskForm(forms.Form):
    """A question of anybody."""

    organisation = forms.ChoiceField(label=_("Of which organisation did you get an invitation or letter?"))
    topic = forms.ChoiceField(
        label=_("What is it about?"), choices=Ticket.Topic.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    contact = forms.CharField(
        label=_("Your e-mail address or telephone number"),
        help_text=_("There you get our answer."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )
    text = forms.CharField(
        label=_("What happens, and what did you want to do?"),
        help_text=NOTHING_MEDICAL,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, organisations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("Choose an organisation")), *organisations]


class WriteDownForm(forms.Form):
    """A question that came by telephone or e-mail."""

    source = forms.ChoiceField(
        label=_("How did it come?"),
        choices=[choice for choice in Ticket.Source.choices if choice[0] != Ticket.Source.CHAT],
        widget=forms.RadioSelect,
    )
    topic = forms.ChoiceField(label=_("What is it about?"), choices=Ticket.Topic.choices)
    name = forms.CharField(label=_("Name"), max_length=80)
    contact = forms.CharField(label=_("E-mail address or telephone number"), max_length=120)
    text = forms.CharField(
        label=_("What was asked"),
        help_text=_("Nothing about health. Leave it out, also when somebody says it."),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    @property
    def asker(self) -> Asker:
        return Asker(self.cleaned_data["name"], self.cleaned_data["contact"])


class HelpPersonForm(forms.Form):
    """What is done for somebody, after questions about who they are."""

    has_asked = forms.BooleanField(
        label=_("I asked for date of birth and patient number, and both are right"),
        error_messages={"required": _("Ask who it is first.")},
    )
    mobile = forms.CharField(
        label=_("New mobile number"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def clean_mobile(self) -> str:
        typed = self.cleaned_data["mobile"]
        try:
            return normalise(typed) if typed else ""
        except NotAMobileNumber:
            raise forms.ValidationError(
                gettext("This is not a mobile number we can reach. Type it like this: 06 12345678.")
            ) from None
