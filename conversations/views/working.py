"""What the team does with a conversation. A refusal comes back on the same page, with the words kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from conversations.access import access_colleague, access_conversation, access_department
from conversations.actions import assignment, closing, forwarding, notes
from conversations.actions.read_marks import mark_read_by_team
from conversations.actions.replies import Crossed, Reply, reply
from conversations.forms import ReplyForm, chosen_files
from conversations.models import Conversation
from conversations.views import case
from conversations.views.numbers import identity
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.errors import Forbidden, NotFound, Refused


@require_POST
def answer(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Send an answer; one that crosses a colleague's is held back, with both on the screen."""
    conversation = access_conversation(request.membership, conversation_id, lock=True)
    posted = _posted(request)
    form = ReplyForm(posted)
    if not form.is_valid():
        return _held_back(request, conversation, form, Refused(_("Write something first.")), status=422)
    values = form.cleaned_data
    try:
        files = chosen_files(request.POST.getlist("files") or posted.get("files"))
        words = Reply(
            values["client_id"], values["text"], values["seen"], values["anyway"], files, values["must_read"]
        )
        sent = reply(
            member=request.membership, looker=looker(request), conversation=conversation, reply=words
        )
    except (NotFound, Forbidden):
        raise
    except Refused as refused:
        return _held_back(request, conversation, form, refused, status=refused.status)
    conversation.last_number, conversation.line_number = sent.last_number, sent.number
    mark_read_by_team(conversation=conversation, number=sent.last_number)
    if _is_by_script(request):
        return JsonResponse({"number": sent.number, "sent_at": sent.sent_at.isoformat()}, status=201)
    return _back(request, conversation)


@require_POST
def note(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Add a note for the team: another endpoint, form and table than an answer."""
    text = request.POST.get("text", "")
    return do(request, conversation_id, notes.add_note, typed_note=text, text=text)


@require_POST
def take(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Make it mine."""
    return do(request, conversation_id, assignment.take)


@require_POST
def release(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Give it back to the queue."""
    return do(request, conversation_id, assignment.release)


@require_POST
def assign(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Give it to a colleague."""
    access_conversation(request.membership, conversation_id)
    to = access_colleague(request.membership, identity(request, "medewerker"))
    return do(request, conversation_id, assignment.assign, to=to)


@require_POST
def forward(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Send it on to another department, with a question for the colleagues there."""
    access_conversation(request.membership, conversation_id)
    to = access_department(request.membership, identity(request, "naar"))
    question = request.POST.get("text", "")
    return do(request, conversation_id, forwarding.forward, to=to, question=question)


@require_POST
def close(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Close it with a sentence to the patient."""
    text = request.POST.get("text", "")
    return do(request, conversation_id, closing.close, typed_closing=text, sentence=text)


@require_POST
def need_no_answer(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Nobody waits: what was written asks nothing."""
    return do(request, conversation_id, closing.need_no_answer)


@require_POST
def reopen(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Open it again."""
    return do(request, conversation_id, closing.reopen)


def do(
    request: MemberRequest, conversation_id: UUID, action: Callable[..., object], **given: Any
) -> HttpResponse:
    """Lock, act, and show the conversation again; `typed_…` is what the page shows again after a refusal."""
    conversation = access_conversation(request.membership, conversation_id, lock=True)
    typed = {name: given.pop(name) for name in list(given) if name.startswith("typed_")}
    try:
        action(member=request.membership, looker=looker(request), conversation=conversation, **given)
    except (NotFound, Forbidden):
        raise
    except Refused as refused:
        return case.page(request, conversation, status=refused.status, refused=refused.sentence, **typed)
    return _back(request, conversation)


def _held_back(
    request: MemberRequest, conversation: Conversation, form: ReplyForm, refused: Refused, *, status: int
) -> HttpResponse:
    is_crossed = isinstance(refused, Crossed)
    if _is_by_script(request):
        return JsonResponse({"detail": refused.sentence, "is_crossed": is_crossed}, status=status)
    form.data = {**form.data, "text": form["text"].value(), "seen": conversation.last_number}
    more = {"form": form, "is_crossed": is_crossed, "refused": refused.sentence}
    return case.page(request, conversation, status=status, **more)


def _is_by_script(request: MemberRequest) -> bool:
    return request.content_type == "application/json"


def _posted(request: MemberRequest) -> Mapping[str, Any]:
    if not _is_by_script(request):
        return request.POST
    try:
        values = json.loads(request.body)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _back(request: MemberRequest, conversation: Conversation) -> HttpResponse:
    address = reverse("conversations:case", args=[request.organisation.slug, conversation.id])
    query = request.GET.urlencode()
    return HttpResponseRedirect(f"{address}?{query}" if query else address)
