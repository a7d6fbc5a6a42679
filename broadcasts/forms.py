"""For whom, and what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepaths.models import CarePath
from conversations import placeholders
from conversations.models import Label
from conversations.sending import MAX_LENGTH
from rowsecurity.errors import Refused
from tenants.models import Department

NEEDED = {"numbers": "numbers", "day": "day", "path": "pad", "label": "etiket"}


class BroadcastForm(forms.Form):
    """One of four ways to choose patients; the field of the chosen way must be filled in."""

    afdeling = forms.ChoiceField(label=gettext_lazy("In the name of which department?"))
    who = forms.ChoiceField(
        label=gettext_lazy("For whom?"),
        choices=[
            ("day", gettext_lazy("Everybody with an appointment at this department on a day")),
            ("path", gettext_lazy("Everybody who follows a care path")),
            ("label", gettext_lazy("Everybody with an open conversation that has a label")),
            ("numbers", gettext_lazy("A list of patient numbers")),
        ],
        initial="day",
        widget=forms.RadioSelect,
    )
    day = forms.DateField(
        label=gettext_lazy("Day of the appointments"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    pad = forms.ChoiceField(label=gettext_lazy("Care path"), required=False)
    etiket = forms.ChoiceField(label=gettext_lazy("Label"), required=False)
    numbers = forms.CharField(
        label=gettext_lazy("Patient numbers, one a line"),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    subject = forms.CharField(label=gettext_lazy("What is it about?"), max_length=80)
    text = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=MAX_LENGTH - 200,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "Filled in: {voornaam}, {achternaam}, {afdeling}, {organisatie}, {medewerker}, {telefoon}."
        ),
    )

    def __init__(
        self,
        *args: Any,
        departments: list[Department],
        paths: list[CarePath],
        labels: list[Label],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        nothing = [("", "—")]
        self._offer("afdeling", [(str(each.id), each.name) for each in departments])
        self._offer("pad", nothing + [(str(each.id), each.title) for each in paths])
        self._offer("etiket", nothing + [(str(each.id), each.name) for each in labels])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        try:
            return placeholders.check(self.cleaned_data["text"])
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        needed = NEEDED.get(values.get("who", ""))
        if needed and not values.get(needed) and needed not in self.errors:
            self.add_error(needed, _("Fill this in, or choose patients in another way."))
        return values
