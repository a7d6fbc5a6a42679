"""Dates and facts for a try-out: one field per moment, per kind of result and per question that is asked."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepaths.clock import instant
from carepaths.conditions import ABOUT_VIDEO, Facts, Kind, as_answer
from carepaths.content import AnchorDraft, PathContent
from carepaths.describing import Fixed, names_of
from carepaths.forms.moments import MomentField, MomentsForm
from carepaths.models import PathAnchor
from carepaths.plan import Anchor
from carepaths.try_out import BUDGET
from people.models import Patient


class TryForm(MomentsForm):
    """Nothing of it is kept."""

    number = forms.CharField(
        label=gettext_lazy("Patient number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Then their appointment, results and other care paths are in it too."),
    )
    begins = MomentField(has_time=False, label=gettext_lazy("The patient starts on"))
    preference = forms.ChoiceField(
        label=gettext_lazy("Prefers"),
        required=False,
        choices=[("", gettext_lazy("no preference")), *Patient.ContactPreference.choices],
    )
    has_relative = forms.BooleanField(label=gettext_lazy("A relative takes part"), required=False)
    budget = forms.IntegerField(
        label=gettext_lazy("Messages in a week, at most"), min_value=1, max_value=50, initial=BUDGET
    )

    def __init__(self, data: Any = None, *, content: PathContent, fixed: Fixed) -> None:
        super().__init__(data, initial={"begins": _day(0)})
        self.content, self.named = content, fixed
        for place, anchor in enumerate(content.anchors):
            if anchor.source != PathAnchor.Source.START:
                self.fields[f"moment_{anchor.key}"] = MomentField(
                    has_time=anchor.has_time,
                    label=anchor.name,
                    required=False,
                    initial=_day(28 + 7 * place, hour=10),
                )
        for code in self.codes():
            self.fields[f"result_{code}"] = MomentField(
                has_time=False, label=_("Result %(code)s is in on") % {"code": code}, required=False
            )
        if self._looks_at_video():
            self.fields["is_by_video"] = forms.BooleanField(
                label=_("The appointment is by video"), required=False
            )
        for key, title, choices in self._asked():
            self.fields[f"answer_{key}"] = forms.ChoiceField(
                label=_("Answer to %(title)s") % {"title": title}, choices=choices, required=False
            )
        self.ask_which()

    def codes(self) -> list[str]:
        """The kinds of result that a condition looks at."""
        steps = self.content.steps
        return sorted({each.code for step in steps for each in (*step.conditions, *step.until) if each.code})

    def _looks_at_video(self) -> bool:
        steps = self.content.steps
        return any(each.kind in ABOUT_VIDEO for step in steps for each in (*step.conditions, *step.until))

    def _asked(self) -> list[tuple[UUID, str, list[tuple[str, str]]]]:
        """The steps whose answer another step looks at."""
        conditions = [each for step in self.content.steps for each in (*step.conditions, *step.until)]
        names = names_of(self.content.steps, self.named)
        found = []
        for step in self.content.steps:
            if step.key in {each.step for each in conditions}:
                choices = [(button["key"], button["label"]) for button in step.buttons]
                answers = [each for each in conditions if each.step == step.key and each.kind is Kind.ANSWER]
                choices += [(as_answer(each), names.answer(each)) for each in answers if each.item]
                choices = choices or [("done", _("done"))]
                found.append((step.key, step.title, [("", _("no answer")), *dict(choices).items()]))
        return found

    def anchors(self) -> dict[str, Anchor]:
        """The moments that are filled in; the start is when the patient starts."""
        values = self.cleaned_data
        return {
            anchor.key: Anchor(moment)
            for anchor in self.content.anchors
            if (moment := self._moment(anchor, values)) is not None
        }

    @staticmethod
    def _moment(anchor: AnchorDraft, values: dict[str, Any]) -> datetime | None:
        is_start = anchor.source == PathAnchor.Source.START
        found: datetime | None = values["begins"] if is_start else values[f"moment_{anchor.key}"]
        return found

    def facts(self) -> Facts:
        """What is known of this patient."""
        values = self.cleaned_data
        results = {code: [values[f"result_{code}"]] for code in self.codes() if values[f"result_{code}"]}
        answers = {
            key: {values[f"answer_{key}"]}
            for key, _title, _choices in self._asked()
            if values[f"answer_{key}"]
        }
        is_by_video = bool(values.get("is_by_video"))
        return Facts(results, answers, values["preference"], values["has_relative"], is_by_video)

    @property
    def dates(self) -> list[BoundField]:
        return [
            self["number"],
            self["begins"],
            *(self[name] for name in self.fields if name.startswith("moment_")),
        ]

    @property
    def known(self) -> list[BoundField]:
        named = [self[name] for name in self.fields if name.startswith(("result_", "answer_"))]
        video = [self["is_by_video"]] if "is_by_video" in self.fields else []
        return [*named, *video, self["preference"], self["has_relative"], self["budget"]]


def _day(days: int, *, hour: int = 0) -> datetime:
    local = datetime.combine(timezone.localdate() + timedelta(days=days), time(hour))
    return instant(local, second=False)
