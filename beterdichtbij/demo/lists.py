"""Question lists in the demo world: who works with which, a rule, and one patient who filled one in before."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from beterdichtbij.demo.names import demo_id
from beterdichtbij.demo.people import patient_id
from beterdichtbij.demo.talk import registration_of
from people.models import Patient
from questionnaires import places, ready_made
from questionnaires.actions.asking import ask
from questionnaires.actions.editions import add_rule, import_edition, turn_on
from questionnaires.definition import Answers, Definition
from questionnaires.enabling import kept
from questionnaires.fhir.parsing import parse
from questionnaires.fhir.response import About, response
from questionnaires.models import QuestionnaireEdition, QuestionnaireRequest, QuestionnaireResponse
from questionnaires.scoring import scores
from questionnaires.values import Answer, Kind
from tenants import envelope
from tenants.models import Department

# House, department, list.
USED = (
    ("lindeborg", "REU", ready_made.BEFORE_A_VISIT),
    ("duinrand", "APO", ready_made.SIDE_EFFECTS),
    ("duinrand", "APO", ready_made.BEFORE_A_VISIT),
)
# Days ago, how bad (the place of the option), worries.
BEFORE = ((70, 2, 8), (42, 1, 6), (14, 0, 3))


def make_lists(house: str, now: datetime) -> None:
    """Import and turn on what is not there yet. Inside a job scope."""
    if QuestionnaireEdition.objects.exists():
        return
    for _house, poli, name in (used for used in USED if used[0] == house):
        edition = import_edition(body=ready_made.content(name))
        department = Department.objects.get(id=demo_id("department", poli))
        turn_on(department=department, edition=edition)
        if name == ready_made.SIDE_EFFECTS:
            _pharmacy(department, edition, now)


def _pharmacy(department: Department, edition: QuestionnaireEdition, now: datetime) -> None:
    definition = parse(edition.content)
    severe = definition.find("hoe-erg").options[-1].answer  # type: ignore[union-attr]
    add_rule(
        department=department,
        edition=edition,
        about={"link_id": "hoe-erg", "operator": "=", "value": severe.to_fhir()},
        task={"kind": "call", "text": "Bel de patiënt over ernstige bijwerkingen.", "due_in_hours": 4},
    )
    patient = Patient.objects.get(id=patient_id(registration_of("aylin", "duinrand")))
    request = ask(
        patient=patient,
        department=department,
        edition=edition,
        until=(now + timedelta(days=10)).date(),
        request_id=demo_id("question list", "aylin"),
    )
    for number, (days, bad, worries) in enumerate(BEFORE):
        answers = _answers(definition, bad, worries)
        _filled_in(request, definition, answers, now - timedelta(days=days), f"aylin {number}")


def _answers(definition: Definition, bad: int, worries: int) -> Answers:
    how_bad = definition.find("hoe-erg")
    assert how_bad is not None, "the list in the box asks how bad it is"
    return {
        "gebruikt": (Answer(Kind.BOOLEAN, True),),
        "bijwerkingen": (Answer(Kind.BOOLEAN, True),),
        "hoe-erg": (how_bad.options[bad].answer,),
        "zorgen": (Answer(Kind.INTEGER, worries),),
    }


def _filled_in(
    like: QuestionnaireRequest, definition: Definition, answers: Answers, at: datetime, key: str
) -> None:
    """The same list, asked in the same conversation, and filled in at a moment in the past."""
    request = QuestionnaireRequest.objects.create(
        id=demo_id("question list", key),
        edition=like.edition,
        patient=like.patient,
        department=like.department,
        conversation=like.conversation,
        asked_at=at - timedelta(days=1),
        started_at=at,
        completed_at=at,
    )
    person = like.patient.person
    assert person is not None, "she has an account"
    about = About(
        demo_id("response", key), like.edition.canonical, like.patient_id, person.name, False, at, "nl"
    )
    counted = kept(definition, answers)
    resource = response(about, definition, counted, scores(definition, counted))
    opened = json.dumps(resource)
    QuestionnaireResponse.objects.create(
        id=about.response_id,
        request=request,
        edition=like.edition,
        patient=like.patient,
        conversation=like.conversation,
        author=person,
        author_label=person.name,
        authored_at=at,
        handle_at=None,
        content_sealed=envelope.seal(like.organisation_id, places.response(about.response_id), opened),
    )
