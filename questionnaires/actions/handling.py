"""What follows from answers that were sent: the rules of the department, and news for care paths.

Each response is one transaction in the job scope of its organisation. The product takes no medical decision:
which answer makes which task is what a department set up.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.db import Error, connection
from django.db.models.functions import Now
from django.utils import timezone

from conversations.actions.team_tasks import create_team_task
from questionnaires import queries, rules
from questionnaires.actions.asking import take_back_task
from questionnaires.events import Completed, tell_completed
from questionnaires.fhir.response import answers_of, scores_of
from questionnaires.models import QuestionnaireRequest, QuestionnaireResponse
from rowsecurity.scopes import job_scope

logger = logging.getLogger("questionnaires")
AGAIN_AFTER = timedelta(minutes=5)
AT_ONCE = 200


def handle_all(organisation_id: UUID) -> int:
    """Handle what was sent and end what was not, at one organisation; returns how much. Outside any scope."""
    with job_scope(organisation_id):
        due = QuestionnaireResponse.objects.filter(handle_at__lte=Now()).order_by("handle_at", "id")
        found = list(due.values_list("id", flat=True)[:AT_ONCE])
    for response_id in found:
        _try(organisation_id, response_id)
    with job_scope(organisation_id):
        return len(found) + expire()


def handle(*, response_id: UUID) -> bool:
    """Apply the rules and tell who asked; False when another did so already. In a job scope."""
    rows = QuestionnaireResponse.objects.select_for_update(of=("self",), skip_locked=True)
    related = ("edition", "request__department", "conversation__patient")
    response = rows.select_related(*related).filter(id=response_id, handle_at__isnull=False).first()
    if response is None:
        return False
    _make_tasks(response)
    request = response.request
    tell_completed(
        Completed(
            request_id=request.id,
            response_id=response.id,
            patient_id=response.patient_id,
            department_id=request.department_id,
            canonical=response.edition.canonical,
            authored_at=response.authored_at,
        )
    )
    QuestionnaireResponse.objects.filter(id=response.id).update(handle_at=None)
    return True


def expire() -> int:
    """End requests whose last day is over: the button goes. In a job scope."""
    over = QuestionnaireRequest.objects.filter(
        until__lt=timezone.localdate(), completed_at=None, withdrawn_at=None, expired_at=None
    )
    requests = list(over.select_for_update(skip_locked=True, of=("self",)).order_by("until", "id")[:AT_ONCE])
    QuestionnaireRequest.objects.filter(id__in=[each.id for each in requests]).update(expired_at=Now())
    for request in requests:
        take_back_task(request)
    return len(requests)


def _make_tasks(response: QuestionnaireResponse) -> None:
    content = queries.content(response)
    request = response.request
    holding = queries.rules_of(response.edition, [request.department_id])
    for rule in rules.that_hold(holding, answers_of(content), scores_of(content)):
        create_team_task(
            department=request.department,
            kind=rule.kind,
            text=rule.text,
            due_at=timezone.now() + timedelta(hours=rule.due_in_hours),
            conversation=response.conversation,
        )


def _try(organisation_id: UUID, response_id: UUID) -> None:
    try:
        with job_scope(organisation_id):
            handle(response_id=response_id)
    except Exception as error:  # the border of a process: one response must not stop the others
        if isinstance(error, Error) and not connection.is_usable():
            raise
        logger.error("response %s was not handled: %s", response_id, type(error).__name__)
        with job_scope(organisation_id):
            mine = QuestionnaireResponse.objects.filter(id=response_id, handle_at__isnull=False)
            mine.update(handle_at=Now() + AGAIN_AFTER)
