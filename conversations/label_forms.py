"""A label as a manager makes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from conversations.actions.labels import LabelDraft
from conversations.models import Label
from tenants.models import Department


class LabelForm(forms.Form):
    """Name, colour, and who uses it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=30)
    colour = forms.ChoiceField(
        label=gettext_lazy("Colour"), choices=Label.Colour.choices, widget=forms.RadioSelect
    )
    afdeling: forms.ModelChoiceField = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Which department uses it?"),
        required=False,
        empty_label=gettext_lazy("All departments"),
    )

    def __init__(self, data: Any = None, *, known: Label | None = None) -> None:
        initial: dict[str, Any] = {"colour": Label.Colour.TEAL}
        if known:
            initial = {"name": known.name, "colour": known.colour, "afdeling": known.department_id}
        super().__init__(data, initial=initial)
        self.fields["afdeling"].queryset = Department.objects.order_by("name")  # type: ignore[attr-defined]

    def draft(self) -> LabelDraft:
        """The label that was typed."""
        values = self.cleaned_data
        return LabelDraft(values["name"], values["colour"], values["afdeling"])
