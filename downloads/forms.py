"""What somebody chooses before downloading."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from downloads.models import Download

DAY = {"type": "date"}


class DownloadForm(forms.Form):
    """Of whom and where, which days, in which form."""

    van = forms.MultipleChoiceField(
        label=_("Which conversations?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    since = forms.DateField(
        label=_("From which day?"),
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text=_("Leave both days empty for everything."),
    )
    until = forms.DateField(
        label=_("Until which day?"), required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    form = forms.ChoiceField(label=_("How?"), choices=Download.Form.choices, widget=forms.RadioSelect)
    gesprek = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, patients: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["van"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = patients
        self.initial.setdefault("van", [identity for identity, _name in patients])
        self.initial.setdefault("form", Download.Form.PDF)

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day lies before the first. Choose a later one."))
        return values
