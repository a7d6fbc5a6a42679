"""What is typed about a telephone call."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations.actions.calls import Call


class CallForm(forms.Form):
    """With whom, when, what was agreed, and who may read it."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    spoken_with = forms.CharField(label=_("With whom did you speak?"), max_length=100)
    at = forms.DateTimeField(
        label=_("When?"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    agreed = forms.CharField(
        label=_("What was agreed?"),
        max_length=3500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what was agreed.")},
    )
    readers = forms.ChoiceField(
        label=_("Who can read this?"),
        choices=[("both", _("The patient and the team")), ("team", _("Only the team"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "call_%s")
        super().__init__(*args, **kwargs)
        self.initial.setdefault("client_id", uuid4())
        self.initial.setdefault("at", timezone.localtime().replace(second=0, microsecond=0))
        self.initial.setdefault("readers", "both")

    def clean_at(self) -> Any:
        if self.cleaned_data["at"] > timezone.now():
            raise forms.ValidationError(_("This moment is still to come. Write down a call that took place."))
        return self.cleaned_data["at"]

    def call(self) -> Call:
        """What was typed."""
        values = self.cleaned_data
        for_both = values["readers"] == "both"
        return Call(values["client_id"], values["spoken_with"], values["at"], values["agreed"], for_both)
