"""Inviting a department into a conversation of one's own, and letting one's own departments be found."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from conversations.access import access_conversation, access_department
from conversations.models import Conversation
from network import doors, queries
from network.access import access_desk, access_partner
from network.actions import inviting
from network.actions.inviting import Terms
from network.forms import InviteForm
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.errors import Forbidden, NotFound, Refused
from tenants.roles import Act, require


@require_http_methods(["GET", "POST"])
def invite(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Choose a department, say what for."""
    require(request.membership, Act.SHARE)
    is_posted = request.method == "POST"
    conversation = access_conversation(request.membership, conversation_id, lock=is_posted)
    desks = doors.departments()
    form = InviteForm(request.POST or None, desks=desks)
    refused = ""
    if is_posted and form.is_valid():
        try:
            _invite(request, conversation, form)
            return _back(request, conversation_id)
        except (NotFound, Forbidden):
            raise
        except Refused as refusal:
            refused = refusal.sentence
    context = {
        "conversation": conversation,
        "patient": conversation.patient,
        "form": form,
        "desks": desks,
        "partners": queries.partners(conversation),
        "refused": refused,
    }
    return render(request, "network/invite.html", context, status=422 if is_posted else 200)


def _invite(request: MemberRequest, conversation: Conversation, form: InviteForm) -> None:
    values = form.cleaned_data
    terms = Terms(values["question"], values["may_write"], values["reading"] == "all")
    inviting.invite(
        member=request.membership,
        looker=looker(request),
        conversation=conversation,
        desk=access_desk(UUID(values["afdeling_elders"])),
        terms=terms,
    )


@require_POST
def remove(request: MemberRequest, conversation_id: UUID, partner_id: UUID) -> HttpResponse:
    """Take a department out."""
    return _do(request, conversation_id, partner_id, inviting.remove)


@require_POST
def ask_again(request: MemberRequest, conversation_id: UUID, partner_id: UUID) -> HttpResponse:
    """Ask a department to react."""
    return _do(request, conversation_id, partner_id, inviting.ask_again)


def _do(
    request: MemberRequest, conversation_id: UUID, partner_id: UUID, action: Callable[..., None]
) -> HttpResponse:
    conversation = access_conversation(request.membership, conversation_id, lock=True)
    participation = access_partner(request.membership, conversation, partner_id)
    action(
        member=request.membership,
        looker=looker(request),
        conversation=conversation,
        participation=participation,
    )
    return _back(request, conversation_id)


def _back(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    return redirect("conversations:case", request.organisation.slug, conversation_id)


@require_GET
def findable(request: MemberRequest) -> HttpResponse:
    """Which departments other organisations find."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    return render(request, "network/findable.html", {"departments": queries.findable_departments()})


@require_POST
def set_findable(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """Agree, or no longer."""
    require(request.membership, Act.CONFIGURE_DEPARTMENT)
    department = access_department(request.membership, department_id)
    inviting.set_findable(
        member=request.membership, department=department, is_findable=request.POST.get("vindbaar") == "ja"
    )
    return redirect("network:findable", request.organisation.slug)
