"""Marking a written consult, and which departments may charge."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consults import actions, queries, rules
from consults.actions import Declaration, Unmet
from consults.models import WrittenConsult
from conversations.access import access_conversation, access_department
from conversations.actions.records import log
from people.edges import MemberRequest
from people.looker import looker
from tenants.roles import Act, require


@require_http_methods(["GET", "POST"])
def consult(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Which conditions are met, and declare the others."""
    require(request.membership, Act.MARK_CONSULT)
    is_posted = request.method == "POST"
    conversation = access_conversation(request.membership, conversation_id, lock=is_posted)
    if not is_posted:
        log(looker=looker(request), conversation=conversation, event="conversation.read", action="R")
    declaration = Declaration(
        is_medical="medisch" in request.POST,
        replaces=request.POST.get("vervangt", ""),
        is_reported="verslag" in request.POST,
    )
    sentences: list[str] = []
    if is_posted:
        try:
            actions.mark(
                member=request.membership,
                looker=looker(request),
                conversation=conversation,
                declaration=declaration,
            )
            return redirect("conversations:case", request.organisation.slug, conversation.id)
        except Unmet as unmet:
            sentences = unmet.sentences
    context = {
        "conversation": conversation,
        "patient": conversation.patient,
        "known_unmet": rules.known_unmet(queries.facts_of(conversation)),
        "sentences": sentences,
        "declaration": declaration,
        "choices": WrittenConsult.Replaces.choices,
    }
    return render(request, "consults/consult.html", context, status=422 if is_posted else 200)


@require_POST
def withdraw(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """It was no consult after all."""
    conversation = access_conversation(request.membership, conversation_id, lock=True)
    actions.withdraw(member=request.membership, looker=looker(request), conversation=conversation)
    return redirect("conversations:case", request.organisation.slug, conversation.id)


@require_GET
def charging(request: MemberRequest) -> HttpResponse:
    """Which departments may charge."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    return render(request, "consults/charging.html", {"departments": queries.departments(now=timezone.now())})


@require_POST
def set_charging(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """Let one charge, or no longer."""
    department = access_department(request.membership, department_id)
    is_on = request.POST.get("rekenen") == "ja"
    actions.set_charging(member=request.membership, department=department, may_charge=is_on)
    return redirect("consults:charging", request.organisation.slug)
