"""A real patient in a try-out: what their other paths say in the same weeks, and what is known of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from carepaths.conditions import Facts
from carepaths.facts import has_relative, results_of
from carepaths.models import CarePath, DueStep, Enrolment, Step
from carepaths.models.steps import VOICES
from carepaths.plan import Voice
from carepaths.try_out import MOST_LINES, TryLine
from people.models import Patient


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one patient, and what their other paths have planned."""

    patient: Patient
    lines: list[TryLine]
    facts: Facts

    def complete(self, typed: Facts) -> Facts:
        """What was typed, and for what was left empty what is known."""
        return replace(
            typed,
            results={**self.facts.results, **typed.results},
            preference=typed.preference or self.facts.preference,
            has_relative=typed.has_relative or self.facts.has_relative,
        )


def known_of(patient: Patient, path: CarePath, *, codes: set[str], begins: datetime) -> Known:
    """Everything that counts; of the path itself nothing, because it is tried out."""
    facts = Facts(
        results=results_of(patient, codes),
        preference=patient.contact_preference,
        has_relative=has_relative(patient),
    )
    return Known(patient, _planned(patient, path, begins), facts)


def _planned(patient: Patient, path: CarePath, begins: datetime) -> list[TryLine]:
    rows = DueStep.objects.filter(
        enrolment__patient=patient,
        enrolment__status=Enrolment.Status.ACTIVE,
        state=DueStep.State.DUE,
        due_at__gte=begins,
    ).exclude(enrolment__version__path=path)
    found = rows.select_related("step", "enrolment__version__path").order_by("due_at", "id")
    return [_line(row) for row in found[:MOST_LINES]]


def _line(row: DueStep) -> TryLine:
    step, title = row.step, row.enrolment.version.path.title
    return TryLine(
        row.due_at,
        step.title if step else _("Message: a moment was moved"),
        str(step.get_kind_display()) if step else str(Step.Kind.MESSAGE.label),
        _("Other care path: %(title)s") % {"title": title},
        is_left_out=False,
        to_patient=step is None or VOICES.get(step.kind, Voice.PATIENT) is Voice.PATIENT,
    )
