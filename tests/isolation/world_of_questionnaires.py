"""A list that a department works with, with a rule; each patient filled one in and has another to fill in."""

from __future__ import annotations

import json

from django.utils import timezone

from people.models import Patient
from questionnaires import places
from questionnaires.actions.asking import ask
from questionnaires.actions.editions import add_rule, import_edition, turn_on
from questionnaires.models import QuestionnaireEdition, QuestionnaireResponse
from tenants import envelope
from tenants.models import Department
from tests.isolation.world import PATIENTS, Side
from tests.questionnaires.lists import a_list, question


def seed(side: Side) -> None:
    department = Department.objects.get(id=side.things["department_id"]["house"])
    words = side.word("house", "setting")
    content = a_list(question("meer", "text", text=words), question("goed", "boolean"))
    edition = import_edition(body=json.dumps(content | {"title": side.word("house", "setting")}).encode())
    turn_on(department=department, edition=edition)
    side.tell("edition_id", "staff", edition.id)
    rule = add_rule(
        department=department,
        edition=edition,
        about={"link_id": "meer", "operator": "=", "value": {"valueString": side.word("staff", "setting")}},
        task={"kind": "call", "text": side.word("staff", "setting"), "due_in_hours": 4},
    )
    side.tell("rule_id", "staff", rule.id)
    for name in PATIENTS:
        _ask_and_answer(side, name, edition, department)


def _ask_and_answer(side: Side, name: str, edition: QuestionnaireEdition, department: Department) -> None:
    patient = Patient.objects.get(id=side.things["patient_id"][name])
    done, todo = (ask(patient=patient, department=department, edition=edition) for _ in range(2))
    response = QuestionnaireResponse(
        request=done,
        edition=edition,
        patient=patient,
        conversation_id=done.conversation_id,
        author=side.people[name],
        author_label=side.word(name, "care"),
        authored_at=timezone.now(),
        handle_at=None,
    )
    items = [{"linkId": "meer", "text": "Meer?", "answer": [{"valueString": side.word(name, "care")}]}]
    place = places.response(response.id)
    opened = json.dumps({"resourceType": "QuestionnaireResponse", "item": items})
    response.content_sealed = envelope.seal(side.id, place, opened)
    response.save(force_insert=True)
    side.tell("asked_id", name, todo.id)
    side.tell("question", name, 1)
