"""What the team types about lists."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations.models import TeamTask
from questionnaires.fhir.reading import LARGEST
from questionnaires.models import QuestionnaireEdition
from questionnaires.setting_up import Matter
from tenants.models import Department

USUAL = timedelta(days=14)


def usual_last_day() -> date:
    """Two weeks from now."""
    return timezone.localdate() + USUAL


class AskForm(forms.Form):
    """Which list, and until when; the id makes that sending twice is asking once."""

    lijst = forms.ChoiceField(label=_("Which question list?"), widget=forms.RadioSelect)
    until = forms.DateField(
        label=_("Until the end of which day?"),
        required=False,
        initial=usual_last_day,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("After that day the list can no longer be filled in."),
    )
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, editions: list[QuestionnaireEdition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.editions = {str(each.id): each for each in editions}
        self.fields["lijst"].choices = [  # type: ignore[attr-defined]
            (key, f"{each.title} ({each.version})" if each.version else each.title)
            for key, each in self.editions.items()
        ]

    @property
    def edition(self) -> QuestionnaireEdition:
        found = QuestionnaireEdition.objects.get(id=self.cleaned_data["lijst"])
        return found


class ImportForm(forms.Form):
    """A file with a FHIR Questionnaire."""

    bestand = forms.FileField(
        label=_("File with a question list"),
        help_text=_("A FHIR Questionnaire (R4) as JSON, of at most 512 kB."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json,application/fhir+json"}),
    )

    def content(self) -> bytes:
        """What is in the file, no more of it than is looked at."""
        return bytes(self.cleaned_data["bestand"].read(LARGEST + 1))


class RuleForm(forms.Form):
    """Which answer makes which task. `matters` are what can be chosen of this list."""

    afdeling = forms.ChoiceField(label=_("For which department?"))
    matter = forms.ChoiceField(label=_("When this is answered"))
    bound = forms.DecimalField(
        label=_("For a number or a score: which value?"), required=False, max_digits=8, decimal_places=2
    )
    kind = forms.ChoiceField(label=_("What is it?"), choices=TeamTask.Kind.choices)
    text = forms.CharField(
        label=_("What has to be done?"),
        max_length=300,
        error_messages={"required": _("Write what has to be done.")},
    )
    due_in_hours = forms.IntegerField(
        label=_("Within how many hours?"), min_value=1, max_value=24 * 90, initial=4
    )

    def __init__(
        self, *args: Any, departments: list[Department], matters: list[Matter], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.departments = {str(each.id): each for each in departments}
        self.matters = {each.key: each for each in matters}
        chosen = [(key, each.name) for key, each in self.departments.items()]
        self.fields["afdeling"].choices = chosen  # type: ignore[attr-defined]
        offered = [(key, each.words) for key, each in self.matters.items()]
        self.fields["matter"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        matter = self.matters.get(values.get("matter", ""))
        if matter and matter.needs_bound and values.get("bound") is None and "bound" not in self.errors:
            self.add_error("bound", _("Fill in a value."))
        return values

    @property
    def department(self) -> Department:
        return self.departments[self.cleaned_data["afdeling"]]

    def about(self) -> dict[str, Any]:
        """The fields of `AnswerRule` that say which answer."""
        return self.matters[self.cleaned_data["matter"]].about(self.cleaned_data["bound"])

    def task(self) -> dict[str, Any]:
        """The fields of `AnswerRule` that say what has to be done."""
        return {name: self.cleaned_data[name] for name in ("kind", "text", "due_in_hours")}
