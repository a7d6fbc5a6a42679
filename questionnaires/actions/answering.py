"""Filling in a list, answer by answer, and sending it. In a person scope; the request is locked."""

from __future__ import annotations

import json
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from conversations.actions.asking import look_again
from conversations.models import Task
from people.models import Person
from questionnaires import checking, places, queries, tasks
from questionnaires.actions.asking import FILL_IN
from questionnaires.definition import Answers, Definition
from questionnaires.enabling import kept
from questionnaires.fhir.response import About, draft, response
from questionnaires.models import QuestionnaireRequest, QuestionnaireResponse
from questionnaires.scoring import scores
from rowsecurity.errors import Refused
from tenants import envelope


class Unfinished(Refused):
    """Questions that must be looked at first."""

    def __init__(self, problems: list[checking.Problem]) -> None:
        super().__init__(_("This list cannot be sent yet. What you filled in is kept."))
        self.problems = problems


def so_far(request: QuestionnaireRequest, definition: Definition) -> queries.Draft:
    """What is filled in; before the first answer what the list itself fills in."""
    known = queries.draft(request)
    initial = {item.link_id: item.initial for item in definition.walk() if item.initial}
    return known or queries.Draft(initial, 0)


def keep_answers(*, request: QuestionnaireRequest, answers: Answers, at: int) -> None:
    """Keep what is filled in so far, sealed; `at` is the question to go on with."""
    refuse_when_over(request)
    opened = json.dumps(draft(answers) | {"at": at})
    sealed = envelope.seal(request.organisation_id, places.draft(request.id), opened)
    request.draft_sealed, request.started_at = sealed, request.started_at or timezone.now()
    request.save(update_fields=["draft_sealed", "started_at"])


def send(
    *,
    person: Person,
    request: QuestionnaireRequest,
    definition: Definition,
    language: str,
    looker: Looker,
) -> QuestionnaireResponse:
    """Check everything again and send it; raises `Unfinished` with what is missing. Twice is once."""
    known = QuestionnaireResponse.objects.filter(request=request).first()
    if known:
        return known
    refuse_when_over(request)
    answers = so_far(request, definition).answers
    found = checking.problems(definition, answers)
    if found:
        raise Unfinished(found)
    made = _made(person, request, definition, kept(definition, answers), language)
    request.completed_at, request.draft_sealed = made.authored_at, None
    request.started_at = request.started_at or made.authored_at
    request.save(update_fields=["completed_at", "draft_sealed", "started_at"])
    _leave_behind(request, looker)
    return made


def refuse_when_over(request: QuestionnaireRequest) -> None:
    """A list that is withdrawn, sent or over takes no answers."""
    state, names = request.state, QuestionnaireRequest.State
    if state == names.WITHDRAWN:
        raise Refused(_("Your care team has taken this list back. You need not fill it in any more."))
    if state == names.EXPIRED:
        raise Refused(_("The last day for this list is over. Ask your care team for a new one."))
    if state == names.COMPLETED:
        raise Refused(_("This list was sent already."))


def _made(
    person: Person, request: QuestionnaireRequest, definition: Definition, answers: Answers, language: str
) -> QuestionnaireResponse:
    on_behalf = request.patient.person_id != person.id
    now = timezone.localtime()
    about = About(
        response_id=uuid4(),
        canonical=request.edition.canonical,
        patient_id=request.patient_id,
        author=person.name,
        on_behalf=on_behalf,
        authored_at=now,
        language=language,
    )
    resource = response(about, definition, answers, scores(definition, answers))
    place = places.response(about.response_id)
    return QuestionnaireResponse.objects.create(
        id=about.response_id,
        organisation_id=request.organisation_id,
        request=request,
        edition=request.edition,
        patient_id=request.patient_id,
        conversation_id=request.conversation_id,
        author=person,
        author_label=person.name,
        on_behalf=on_behalf,
        authored_at=now,
        content_sealed=envelope.seal(request.organisation_id, place, json.dumps(resource)),
    )


def _leave_behind(request: QuestionnaireRequest, looker: Looker) -> None:
    """The button is pressed, the log has a line, open screens look again, and the rules are applied."""
    asked = Task.objects.filter(conversation_id=request.conversation_id, number=request.number or 0)
    asked.update(answer=FILL_IN, answered_at=request.completed_at)
    record(
        looker=looker,
        organisation_id=request.organisation_id,
        event="questionnaire.answered",
        action="C",
        object_type="questionnaire",
        object_id=request.id,
        patient_id=request.patient_id,
    )
    look_again(conversation=request.conversation)
    transaction.on_commit(tasks.poke)
