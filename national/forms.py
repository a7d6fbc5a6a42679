"""What an admin fills in about the monitor; well-formedness only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from national import quarters
from national.elsewhere import known
from national.layout import MOST_BYTES
from tenants.models import Region


class TakePartForm(forms.Form):
    """Which figures are shown by name, from when, and with whom one is compared."""

    region = forms.ChoiceField(label=_("Region"), choices=[("", "—"), *Region.choices])
    since = forms.ChoiceField(
        label=_("New figures from which quarter on"),
        help_text=_("Holds for figures you tick now. What you took part with before stays as it is."),
    )
    figures = forms.MultipleChoiceField(
        label=_("Figures that are shown by the name of your organisation"),
        help_text=_(
            "Take a tick away to stop: the running quarter and later ones are no longer shown. Quarters that"
            " are over stay as they were given."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        since, figures = self.fields["since"], self.fields["figures"]
        assert isinstance(since, forms.ChoiceField) and isinstance(figures, forms.MultipleChoiceField)
        since.choices = [
            (quarters.name(each), quarters.name(each)) for each in reversed(quarters.to_begin_with())
        ]
        figures.choices = [(key, figure.name) for key, figure in known().items()]


class BringForm(forms.Form):
    """A file in the published layout."""

    file = forms.FileField(
        label=_("File with figures (CSV)"),
        help_text=_(
            "In the layout below. For a week you can bring a figure of a quarter again, which replaces it."
            " Then others see it, and it stays."
        ),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large: at most 1 MB."))
        return file
