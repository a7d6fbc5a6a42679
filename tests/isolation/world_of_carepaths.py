"""A path with one step, and who follows it."""

from __future__ import annotations

from datetime import time, timedelta
from uuid import uuid4

from django.utils import timezone

from carepaths.actions.letters import keep_letter
from carepaths.actions.paths import StepDraft, TriggerDraft, create_path, draft_version, turn_on
from carepaths.actions.results import record_result
from carepaths.actions.visits import VisitFacts, record_visit
from carepaths.models import DueStep, Enrolment
from carepaths.wording import Words
from conversations.actions.team_tasks import create_team_task
from conversations.models import TeamTask
from people.models import Patient
from tenants.models import Department
from tests.isolation.world import PATIENTS, Side


def seed(side: Side) -> None:
    """A path with one step, and a visit of each patient that follows it; the first of two results is in."""
    department = Department.objects.get(id=side.things["department_id"]["house"])
    path = create_path(department=department, title=side.word("staff", "setting"))
    button = {"key": "done", "label": "Gedaan", "effect": "done", "text": ""}
    said = side.word("staff", "care")
    step = StepDraft(-3, time(9), said, said, buttons=[button])
    starts = TriggerDraft("appointment", code="check-up")
    turn_on(version=draft_version(path=path, steps=[step], triggers=[starts]))
    side.tell("path_id", "staff", path.id)
    side.tell("step_key", "staff", step.key)
    kind_name = side.word("house", "setting")  # of the kind, as the hospital codes it: the same for everybody
    for name in PATIENTS:
        patient = Patient.objects.get(id=side.things["patient_id"][name])
        facts = VisitFacts(
            starts_at=timezone.now() + timedelta(days=40),
            kind="check-up",
            kind_name=kind_name,
            clinician=side.word(name, "care"),
        )
        visit = record_visit(source=side.word(name), patient=patient, department=department, facts=facts)
        side.tell("visit_id", name, visit.id)
        enrolment = Enrolment.objects.get(visit=visit)
        side.tell("enrolment_id", name, enrolment.id)
        side.tell("due_step_id", name, DueStep.objects.filter(enrolment=enrolment).latest("due_at").id)
        _seed_letter(side, name, enrolment)
        record_result(source=side.word(name), patient=patient, code="LAB", issued_at=timezone.now())


def _seed_letter(side: Side, name: str, enrolment: Enrolment) -> None:
    task = create_team_task(
        department=enrolment.version.path.department,
        kind=TeamTask.Kind.FOLLOW_UP,
        text=side.word("staff", "care"),
        due_at=timezone.now() + timedelta(days=1),
        patient=enrolment.patient,
    )
    words = Words(side.word(name, "care"), side.word(name, "care"), [])
    letter_id = uuid4()
    keep_letter(letter_id=letter_id, enrolment=enrolment, task=task, words=words, language="nl")
    side.tell("letter_id", name, letter_id)
