"""Beside a conversation: ask a list, take it back, read what was answered."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from conversations.access import access_conversation
from conversations.models import Conversation
from people.edges import MemberRequest
from people.looker import looker
from questionnaires import courses, queries, rules, wording
from questionnaires.access import access_request
from questionnaires.actions import asking
from questionnaires.fhir.parsing import parse
from questionnaires.fhir.response import answers_of, scores_of
from questionnaires.forms import AskForm
from questionnaires.models import QuestionnaireRequest, QuestionnaireResponse
from rowsecurity.errors import Refused
from tenants.roles import Act, require


@require_http_methods(["GET", "POST"])
def ask(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Choose a list of the department, and until when."""
    require(request.membership, Act.WRITE_CONVERSATIONS)
    is_posted = request.method == "POST"
    conversation = access_conversation(request.membership, conversation_id, lock=is_posted)
    form = AskForm(
        request.POST if is_posted else None, editions=queries.editions_for(conversation.department)
    )
    if is_posted and form.is_valid():
        _ask(request, conversation, form)
        return redirect("conversations:case", request.organisation.slug, conversation.id)
    context = {"conversation": conversation, "patient": conversation.patient, "form": form}
    return render(request, "questionnaires/staff/ask.html", context, status=422 if is_posted else 200)


@require_POST
def withdraw(request: MemberRequest, asked_id: UUID) -> HttpResponse:
    """It need not be filled in any more."""
    asked = access_request(request.membership, asked_id, lock=True)
    asking.withdraw(member=request.membership, looker=looker(request), request=asked)
    return redirect("conversations:case", request.organisation.slug, asked.conversation_id)


@require_GET
def answers(request: MemberRequest, asked_id: UUID) -> HttpResponse:
    """What was answered, by whom, what followed from it, and how it went over time; the log has a line."""
    asked = access_request(request.membership, asked_id)
    response = QuestionnaireResponse.objects.filter(request=asked).select_related("edition").first()
    context = {
        "asked": asked,
        "patient": asked.patient,
        "title": parse(asked.edition.content).title,
        "response": response,
    }
    if response:
        asking.keep(asked, looker(request), "questionnaire.read", "R")
        context |= _read(asked, response)
    return render(request, "questionnaires/staff/answers.html", context)


def _ask(request: MemberRequest, conversation: Conversation, form: AskForm) -> None:
    if conversation.is_closed:
        raise Refused(_("This conversation is closed. Reopen it to send a question list."))
    asking.ask(
        patient=conversation.patient,
        department=conversation.department,
        edition=form.edition,
        until=form.cleaned_data["until"],
        conversation=conversation,
        request_id=form.cleaned_data["request_id"],
        member=request.membership,
        looker=looker(request),
    )


def _read(asked: QuestionnaireRequest, response: QuestionnaireResponse) -> dict[str, object]:
    content = queries.content(response)
    scores = scores_of(content)
    known = queries.rules_of(response.edition, [asked.department_id])
    return {
        "lines": wording.lines(content),
        "scores": scores,
        "holding": rules.that_hold(known, answers_of(content), scores),
        "courses": courses.of(queries.responses_like(response)),
    }
