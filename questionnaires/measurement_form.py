"""What the team types to ask for a measurement: up to three numbers, each with unit and bounds."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionnaires.measurements import Number, questionnaire
from tenants.models import Department

MOST_NUMBERS = 3
PARTS = ("name", "unit", "least", "most")


class MeasurementForm(forms.Form):
    """The numbers are fields number_1_name, number_1_unit and so on; the first must be there."""

    title = forms.CharField(
        label=gettext_lazy("What is measured?"),
        max_length=100,
        help_text=gettext_lazy("For example: blood pressure. The patient reads this."),
    )
    afdeling = forms.ChoiceField(label=gettext_lazy("For which department?"))
    has_decimals = forms.BooleanField(label=gettext_lazy("With one decimal"), required=False)

    def __init__(self, *args: Any, departments: list[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.departments = {str(each.id): each for each in departments}
        chosen = [(key, each.name) for key, each in self.departments.items()]
        self.fields["afdeling"].choices = chosen  # type: ignore[attr-defined]
        for place in range(1, MOST_NUMBERS + 1):
            self._add(f"number_{place}", is_required=place == 1)

    def _add(self, stem: str, *, is_required: bool) -> None:
        self.fields[f"{stem}_name"] = forms.CharField(
            label=gettext_lazy("What is asked"), max_length=120, required=is_required
        )
        self.fields[f"{stem}_unit"] = forms.CharField(
            label=gettext_lazy("Unit, for example kg"), max_length=20, required=False
        )
        for part, label in (("least", gettext_lazy("At least")), ("most", gettext_lazy("At most"))):
            self.fields[f"{stem}_{part}"] = forms.DecimalField(
                label=label, required=is_required, max_digits=7, decimal_places=1
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for place in range(1, MOST_NUMBERS + 1):
            stem = f"number_{place}"
            least, most = values.get(f"{stem}_least"), values.get(f"{stem}_most")
            if values.get(f"{stem}_name") and (least is None or most is None):
                if f"{stem}_least" not in self.errors and f"{stem}_most" not in self.errors:
                    self.add_error(f"{stem}_least", _("Say between which values an answer can be."))
            elif least is not None and most is not None and least >= most:
                self.add_error(f"{stem}_most", _("This is not more than the lowest value."))
        return values

    @property
    def groups(self) -> list[list[BoundField]]:
        """The fields of each number together."""
        return [[self[f"number_{place}_{part}"] for part in PARTS] for place in range(1, MOST_NUMBERS + 1)]

    @property
    def department(self) -> Department:
        return self.departments[self.cleaned_data["afdeling"]]

    def content(self) -> bytes:
        """The list, as a file has it."""
        values = self.cleaned_data
        stems = [f"number_{place}" for place in range(1, MOST_NUMBERS + 1)]
        numbers = [
            Number(*(values[f"{stem}_{part}"] for part in PARTS)) for stem in stems if values[f"{stem}_name"]
        ]
        is_broken = any(end % 1 for each in numbers for end in (each.least, each.most))
        with_decimals = values["has_decimals"] or is_broken
        made = questionnaire(title=values["title"], numbers=numbers, with_decimals=with_decimals)
        return json.dumps(made).encode()
