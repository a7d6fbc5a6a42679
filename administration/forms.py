"""What an admin fills in about the organisation; well-formedness only."""

from __future__ import annotations

from datetime import time
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from administration.actions.house import SpecialDay
from administration.logo import LARGEST_FILE, NotAPicture, draw
from tenants import brand
from tenants.models import Department, Organisation


class FaceForm(forms.ModelForm):
    """How the organisation is called and looks."""

    logo = forms.FileField(
        label=_("Logo"),
        help_text=_("A picture (PNG, JPEG, WebP or GIF) of at most 2 MB."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
    )

    class Meta:
        model = Organisation
        fields: ClassVar = ["name", "phone", "region", "brand_colour"]
        labels: ClassVar = {
            "name": _("Name"),
            "phone": _("Telephone number of the organisation"),
            "region": _("Region"),
            "brand_colour": _("Colour"),
        }
        help_texts: ClassVar = {
            "region": _("Figures are compared by region, also in the national monitor."),
            "brand_colour": _("Of buttons and links. Letters in it must be readable."),
        }
        widgets: ClassVar = {"brand_colour": forms.TextInput(attrs={"type": "color"})}

    offered = ""  # the nearest colour that can be read, where the one chosen cannot

    def clean_brand_colour(self) -> str:
        colour = str(self.cleaned_data["brand_colour"]).lower()
        if brand.is_readable(colour):
            return colour
        self.offered = brand.nearest_readable(colour)
        found = {
            "ratio": f"{brand.contrast(colour, brand.PAPER):.1f}".replace(".", ","),
            "offered": self.offered,
        }
        raise forms.ValidationError(
            gettext(
                "Letters in this colour cannot be read well: the contrast is %(ratio)s and must be 4,5. "
                "The nearest colour that can is %(offered)s."
            )
            % found
        )

    def clean_logo(self) -> bytes | None:
        brought = self.cleaned_data["logo"]
        if brought is None:
            return None
        if brought.size > LARGEST_FILE:
            raise forms.ValidationError(gettext("This file is larger than 2 MB. Make the picture smaller."))
        try:
            return draw(brought.read())
        except NotAPicture:
            raise forms.ValidationError(
                gettext("This file is not a picture. Bring a PNG, JPEG, WebP or GIF file.")
            ) from None


class RulesForm(forms.ModelForm):
    """Who may ask what, and what is said by itself."""

    class Meta:
        model = Organisation
        fields: ClassVar = [
            "who_may_start",
            "questions_per_day",
            "video_is_on",
            "welcome_text",
            "closed_text",
        ]
        labels: ClassVar = {
            "who_may_start": _("Who may start a conversation"),
            "questions_per_day": _("New questions of one patient in a day, at most"),
            "video_is_on": _("Video visits can be planned"),
            "welcome_text": _("Above a new question"),
            "closed_text": _("In the automatic answer outside opening hours"),
        }
        help_texts: ClassVar = {
            "questions_per_day": _("Empty: as many as wanted. Answers in a conversation always go on."),
            "welcome_text": _("For example: do not write about an emergency here, call 112."),
            "closed_text": _(
                "For example where to go in the weekend. Opening hours and the promise are said already."
            ),
        }
        widgets: ClassVar = {
            "who_may_start": forms.RadioSelect,
            "welcome_text": forms.Textarea(attrs={"rows": 3}),
            "closed_text": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cap = self.fields["questions_per_day"]
        assert isinstance(cap, forms.IntegerField)
        cap.min_value = 1
        cap.widget.attrs["min"] = 1

    def clean_questions_per_day(self) -> int | None:
        cap: int | None = self.cleaned_data["questions_per_day"]
        if cap is not None and not 1 <= cap <= 100:
            raise forms.ValidationError(gettext("Choose a number from 1 to 100, or leave it empty."))
        return cap


class LocationForm(forms.Form):
    """A place where departments are."""

    name = forms.CharField(label=_("Name"), help_text=_("For example Main building"), max_length=80)
    address = forms.CharField(label=_("Address"), max_length=160)


class SpecialDayForm(forms.Form):
    """A day that is other than its weekday."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    department: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Department"), queryset=None, required=False, empty_label=_("All departments")
    )
    opens = forms.TimeField(
        label=_("Open from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    closes = forms.TimeField(
        label=_("Open until"),
        help_text=_("Without times the department is closed that day."),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("For your colleagues, for example team day"),
        max_length=80,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Department.objects.all()

    def clean_day(self) -> object:
        day = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError(gettext("This day is over. Choose a later one."))
        return day

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        opens, closes = values.get("opens"), values.get("closes")
        if bool(opens) != bool(closes) or (opens and closes and opens >= closes):
            self.add_error("closes", gettext("Give both times, the later one last."))
        return values

    @property
    def special(self) -> SpecialDay:
        """What was filled in."""
        values = self.cleaned_data
        stretches: list[tuple[time, time]] = [(values["opens"], values["closes"])] if values["opens"] else []
        return SpecialDay(values["day"], values["department"], stretches, values["reason"])
