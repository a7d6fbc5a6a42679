"""Enrolling a patient with dates, and moving a date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from carepaths.actions.following import Dated
from carepaths.forms.moments import MomentField, MomentsForm
from carepaths.models import EnrolmentAnchor, PathAnchor, Visit
from carepaths.wording import spoken_moment

Source = PathAnchor.Source
# What nobody types: these follow the appointment, or the moment of enrolling.
BY_ITSELF = (Source.APPOINTMENT, Source.START)
# What must be known when somebody of the team enrols a patient.
BY_THE_TEAM = (Source.TEAM, Source.DISCHARGE)


class DatesForm(MomentsForm):
    """A field for each moment that the team may enter; with what it was when a patient follows the path."""

    def __init__(
        self,
        data: Any = None,
        *,
        anchors: Iterable[PathAnchor],
        known: Iterable[EnrolmentAnchor] = (),
        prefix: str | None = None,
    ) -> None:
        super().__init__(data, prefix=prefix)
        self.known = {row.key: row.moment for row in known}
        self.anchors = [anchor for anchor in anchors if anchor.source not in BY_ITSELF]
        for anchor in self.anchors:
            self.fields[f"moment_{anchor.key}"] = MomentField(
                has_time=anchor.has_time,
                label=anchor.name,
                required=self._must_have(anchor),
                initial=self.known.get(anchor.key),
            )
        self.ask_which()

    def _must_have(self, anchor: PathAnchor) -> bool:
        """At the start; later what still waits may go on waiting."""
        is_waiting = anchor.key in self.known and self.known[anchor.key] is None
        return anchor.is_required and anchor.source in BY_THE_TEAM and not is_waiting

    def dated(self) -> dict[str, Dated]:
        """The moments that are filled in, but for those that are as they were."""
        found: dict[str, Dated] = {}
        for anchor in self.anchors:
            moment: datetime | None = self.cleaned_data[f"moment_{anchor.key}"]
            if moment is not None and not self._is_as_it_was(anchor, moment):
                found[anchor.key] = Dated(moment, is_day=not anchor.has_time)
        return found

    def _is_as_it_was(self, anchor: PathAnchor, moment: datetime) -> bool:
        """A field shows minutes, or days: what is finer than that was not changed."""
        known = self.known.get(anchor.key)
        if known is None:
            return False
        if not anchor.has_time:
            return timezone.localdate(known) == timezone.localdate(moment)
        return known.replace(second=0, microsecond=0) == moment


class EnrolForm(DatesForm):
    """Which patient, and when; around which appointment is asked when there are several."""

    number = forms.CharField(label=gettext_lazy("Patient number"), max_length=40)

    field_order = ["number"]

    def offer(self, visits: Sequence[Visit]) -> None:
        """Ask around which of these appointments the path goes."""
        self.visits = {str(each.id): each for each in visits}
        choices = [(key, _in_words(each)) for key, each in self.visits.items()]
        self.fields["afspraak"] = forms.ChoiceField(
            label=gettext_lazy("Around which appointment?"),
            choices=choices,
            widget=forms.RadioSelect,
            error_messages={
                "required": gettext_lazy("This patient has several appointments. Choose one of them.")
            },
        )
        self.order_fields(["number", "afspraak"])

    @property
    def visit(self) -> Visit | None:
        """What was chosen; None where nothing was asked."""
        return self.visits[self.cleaned_data["afspraak"]] if "afspraak" in self.cleaned_data else None


def _in_words(visit: Visit) -> str:
    about = [spoken_moment(visit.starts_at, visit.zone), visit.kind_name, visit.clinician]
    return " · ".join(part for part in about if part)
