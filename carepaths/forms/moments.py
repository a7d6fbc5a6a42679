"""A moment on the clock of the wall, and the question that goes with an hour which comes twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepaths.clock import NETHERLANDS, AmbiguousTime, NonexistentTime, instant

LAYOUTS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d")
WHICH = "_keer"
FIRST, SECOND = "eerste", "tweede"


class MomentField(forms.DateTimeField):
    """A moment on the clock of the wall; a day without an hour where that is enough."""

    # Of an hour that comes twice, which one; said by the form, which asks.
    is_second: bool | None = None

    def __init__(self, *, has_time: bool, **kwargs: Any) -> None:
        kind = "datetime-local" if has_time else "date"
        widget = forms.DateTimeInput(attrs={"type": kind}, format=LAYOUTS[0] if has_time else LAYOUTS[1])
        super().__init__(widget=widget, input_formats=LAYOUTS, **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        local = _typed(value)
        if local is None:
            raise forms.ValidationError(_("Fill in a day, and an hour if it is asked."))
        try:
            return instant(local, second=self.is_second)
        except NonexistentTime as error:
            raise forms.ValidationError(_("The clock skips this hour that night. Choose another.")) from error
        except AmbiguousTime as error:
            sentence = _("The clock shows this hour twice that night. Choose which one you mean.")
            raise forms.ValidationError(sentence) from error

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(ZoneInfo(NETHERLANDS)).replace(tzinfo=None)
        return value


class MomentsForm(forms.Form):
    """A form with moments. Of an hour that the clock shows twice it asks whether the first is meant."""

    def ask_which(self) -> None:
        """Put the question after each moment that needs it; called when all fields are there."""
        fields: dict[str, forms.Field] = {}
        for name, field in self.fields.items():
            fields[name] = field
            if isinstance(field, MomentField) and _comes_twice(self.data.get(self.add_prefix(name))):
                answer = self.data.get(self.add_prefix(name + WHICH))
                field.is_second = answer == SECOND
                fields[name + WHICH] = _which(str(field.label))
        self.fields = fields


def _which(label: str) -> forms.ChoiceField:
    choices = [
        (FIRST, gettext_lazy("the first time, in summer time")),
        (SECOND, gettext_lazy("the second time, in winter time")),
    ]
    asked = _("%(name)s: which of the two?") % {"name": label}
    sentence = _("The clock shows this hour twice that night. Choose which one you mean.")
    return forms.ChoiceField(
        label=asked, choices=choices, widget=forms.RadioSelect, error_messages={"required": sentence}
    )


def _typed(value: Any) -> datetime | None:
    for layout in LAYOUTS:
        try:
            return datetime.strptime(str(value), layout)
        except ValueError:
            continue
    return None


def _comes_twice(value: Any) -> bool:
    local = _typed(value) if value else None
    try:
        return local is not None and instant(local) is None
    except AmbiguousTime:
        return True
    except NonexistentTime:
        return False
