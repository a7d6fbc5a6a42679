"""Paths that start on a fixed answer: to a button of a step, or to a question of a list.

Looked for in the database, so that nothing is lost when a poke is.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from carepaths.actions.starting import active_triggers, start_on
from carepaths.facts import codes_of, message_id
from carepaths.models import DueStep, Enrolment, PathTrigger
from conversations.models import Message, Task
from people.models import Patient
from questionnaires.events import Completed

Kind = PathTrigger.Kind
# Answers are looked for many times within it; what is older was seen.
RECENT = timedelta(days=1)


def start_by_buttons() -> int:
    """Start what answers of the last day ask for and that did not start yet. In a job scope."""
    number = 0
    for trigger in active_triggers(Kind.ANSWER).filter(of_step__isnull=False).select_related("version"):
        for patient in _who_answered(trigger):
            number += len(start_on(patient=patient, triggers=PathTrigger.objects.filter(id=trigger.id)))
    return number


def follow_list(completed: Completed) -> None:
    """A list was completed; called in the job scope, in the transaction that handles it."""
    url = completed.canonical.partition("|")[0]
    triggers = active_triggers(Kind.ANSWER).filter(of_step=None, questionnaire__startswith=url)
    matching = [
        each.id
        for each in triggers
        if each.questionnaire.partition("|")[0] == url
        and each.code in codes_of(completed.request_id, each.item)
    ]
    if matching:
        patient = Patient.objects.get(id=completed.patient_id)
        start_on(patient=patient, triggers=PathTrigger.objects.filter(id__in=matching))


def _who_answered(trigger: PathTrigger) -> list[Patient]:
    """Who chose this button since the last day, and did not start the path after that."""
    assert trigger.of_step is not None
    started = Enrolment.objects.filter(
        patient_id=OuterRef("patient_id"),
        version__path_id=trigger.version.path_id,
        created_at__gte=OuterRef("answered_at"),
    )
    tasks = Task.objects.filter(~Exists(started), answer=trigger.code, answered_at__gt=Now() - RECENT)
    answered = {
        (conversation_id, number): patient_id
        for conversation_id, number, patient_id in tasks.values_list(
            "conversation_id", "number", "patient_id"
        )
    }
    asked = _asked(trigger.of_step, set(answered.values())) if answered else set()
    patients = {patient_id for place, patient_id in answered.items() if place in asked}
    return list(Patient.objects.filter(id__in=patients).order_by("id"))


def _asked(step_key: UUID, patients: set[UUID]) -> set[tuple[UUID, int]]:
    """Where this step asked these patients; in another conversation of theirs the numbers begin anew."""
    rows = DueStep.objects.filter(
        enrolment__patient__in=patients, step__key=step_key, state=DueStep.State.DONE
    )
    sent = [message_id(row) for row in rows.only("id", "organisation_id")]
    found = Message.objects.filter(conversation__patient__in=patients, client_id__in=sent)
    return set(found.values_list("conversation_id", "number"))
