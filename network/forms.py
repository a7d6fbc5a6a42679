"""Whom to invite, and for what."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from network.doors import Desk


class InviteForm(forms.Form):
    """One department of those that agreed to be found."""

    afdeling_elders = forms.ChoiceField(label=_("Which department?"))
    question = forms.CharField(
        label=_("Your question to this department"),
        required=False,
        max_length=4000,
        help_text=_("The patient reads this too. Leave it empty when you have nothing to ask yet."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reading = forms.ChoiceField(
        label=_("What may they read?"),
        choices=[
            ("all", _("The whole conversation, without notes of the team")),
            ("new", _("Only what is written from now on")),
        ],
        initial="all",
        widget=forms.RadioSelect,
    )
    may_write = forms.BooleanField(
        label=_("They may write to the patient and to us in this conversation"), required=False, initial=True
    )

    def __init__(self, *args: object, desks: list[Desk], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        named: dict[str, list[tuple[str, str]]] = {}
        for desk in desks:
            named.setdefault(desk.organisation_name, []).append((str(desk.id), desk.name))
        choices = [("", _("Choose a department")), *named.items()]
        self.fields["afdeling_elders"].choices = choices  # type: ignore[attr-defined]
