"""Paths that start on a fixed answer: to a button of a step, or to a question of a list.

Looked for in the database, so that nothing is lost when a poke is.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from carepaths.actions.starting import active_triggers, start_on
from carepaths.facts import codes_of
from carepaths.models import DueStep, Enrolment, PathTrigger
from conversations.models import Task
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
    asked = DueStep.objects.filter(
        enrolment__conversation_id=OuterRef("conversation_id"),
        message_number=OuterRef("number"),
        step__key=trigger.of_step,
        state=DueStep.State.DONE,
    )
    started = Enrolment.objects.filter(
        patient_id=OuterRef("patient_id"),
        version__path_id=trigger.version.path_id,
        created_at__gte=OuterRef("answered_at"),
    )
    tasks = Task.objects.filter(
        Exists(asked), ~Exists(started), answer=trigger.code, answered_at__gt=Now() - RECENT
    )
    return list(Patient.objects.filter(id__in=tasks.values("patient_id")).order_by("id"))
