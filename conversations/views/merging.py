"""Putting two conversations of a patient together, and separating them again."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from conversations.access import access_conversation
from conversations.actions import merging
from conversations.models import Conversation
from conversations.views import case
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.errors import Forbidden, NotFound, Refused


@require_POST
def merge(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Go on in this one or in the other, as the button says."""
    here, there = _both(request, conversation_id, _other(request))
    closed, into = (here, there) if request.POST.get("verder") == "daar" else (there, here)
    try:
        merging.merge(member=request.membership, looker=looker(request), conversation=closed, into=into)
    except (NotFound, Forbidden):
        raise
    except Refused as refused:
        return case.page(request, here, status=refused.status, refused=refused.sentence)
    return redirect("conversations:case", request.organisation.slug, into.id)


@require_POST
def part(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Separate them again; the address names the one that was closed."""
    conversation = access_conversation(request.membership, conversation_id)
    if conversation.merged_into_id:
        conversation, into = _both(request, conversation_id, conversation.merged_into_id)
        conversation.merged_into = into
        try:
            merging.part(member=request.membership, looker=looker(request), conversation=conversation)
        except (NotFound, Forbidden):
            raise
        except Refused as refused:
            return case.page(request, conversation, status=refused.status, refused=refused.sentence)
    return redirect("conversations:case", request.organisation.slug, conversation.id)


def _both(request: MemberRequest, one: UUID, other: UUID) -> tuple[Conversation, Conversation]:
    """Both, locked in the order of their ids, so that two who do this at once wait for each other."""
    found = {each: access_conversation(request.membership, each, lock=True) for each in sorted({one, other})}
    return found[one], found[other]


def _other(request: MemberRequest) -> UUID:
    try:
        return UUID(request.POST.get("gesprek", ""))
    except ValueError as error:
        raise Refused(_("Choose one of the list.")) from error
