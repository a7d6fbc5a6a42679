"""What an admin fills in about keeping and deleting; well-formedness only."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keeping.models import Erasure, Terms
from keeping.models.terms import CARE_YEARS, LOG_YEARS, MOST_YEARS
from people.forms import DATES


class TermsForm(forms.ModelForm):
    """For how many years everything is kept; not shorter than the law asks."""

    class Meta:
        model = Terms
        fields: ClassVar = ["conversations_years", "files_years", "log_years"]
        labels: ClassVar = {
            "conversations_years": _("Conversations and all that goes with them, in years"),
            "files_years": _("Photos and files, in years"),
            "log_years": _("Access log, in years"),
        }
        help_texts: ClassVar = {
            "conversations_years": _(
                "At least 20, from the last change in the file of a patient (art. 7:454 BW)."
            ),
            "files_years": _("At least 20, and not longer than the conversations they belong to."),
            "log_years": _("At least 5, from the day of each line (NEN 7513; Staatscourant 2019, 38007)."),
        }

    def clean_conversations_years(self) -> int:
        return self._between("conversations_years", CARE_YEARS)

    def clean_files_years(self) -> int:
        return self._between("files_years", CARE_YEARS)

    def clean_log_years(self) -> int:
        return self._between("log_years", LOG_YEARS)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        talks, files = values.get("conversations_years"), values.get("files_years")
        if talks and files and files > talks:
            self.add_error(
                "files_years", gettext("Photos and files go with their conversations; choose no more years.")
            )
        return values

    def _between(self, name: str, least: int) -> int:
        years: int = self.cleaned_data[name]
        if not least <= years <= MOST_YEARS:
            raise forms.ValidationError(
                gettext("The law asks for at least %(least)s years. Choose from %(least)s to %(most)s.")
                % {"least": least, "most": MOST_YEARS}
            )
        return years


class FindForm(forms.Form):
    """Of whom it is asked: two things that have to fit."""

    number = forms.CharField(label=_("Patient number"), max_length=40)
    birth_date = forms.DateField(
        label=_("Date of birth"), help_text=_("For example 14-3-1958"), input_formats=DATES
    )


class EraseForm(forms.Form):
    """Why, and that it may."""

    reason = forms.ChoiceField(
        label=_("Why is it deleted?"), choices=Erasure.Reason.choices, widget=forms.RadioSelect
    )
    may_go = forms.BooleanField(
        label=_("Nobody else has an important interest in keeping it, and no law forbids deleting it"),
        help_text=_("Art. 7:455 BW. For example a complaint or a claim that is not settled yet."),
        error_messages={"required": _("Look at this first: what is deleted does not come back.")},
    )
