"""Answers that wait for approval or for their hour, and calls that are written down."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from audit.actions import record_each
from conversations import team_work
from conversations.access import access_conversation, access_prepared
from conversations.actions import calls
from conversations.actions import prepared_replies as actions
from conversations.actions.prepared_replies import Hand
from conversations.actions.replies import Reply
from conversations.call_form import CallForm
from conversations.forms import ReplyForm, chosen_files
from conversations.late_replies import next_opening_of
from conversations.models import Conversation
from conversations.team_task_forms import MomentField
from conversations.views import case
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.errors import Forbidden, Invalid, NotFound, Refused
from tenants.roles import Act, require


@require_GET
def prepared_list(request: MemberRequest) -> HttpResponse:
    """What waits in my departments: for approval, come back, or for its hour."""
    require(request.membership, Act.READ_CONVERSATIONS)
    waiting = team_work.prepared_for(request.membership)
    shown = {each.conversation_id: each.conversation.patient_id for rows in waiting.values() for each in rows}
    record_each(
        looker=looker(request),
        organisation_id=request.organisation.id,
        event="queue.read",
        object_type="conversation",
        seen=list(shown.items()),
    )
    context = waiting | {
        "standing": team_work.standing(request.membership, now=timezone.now()),
        "works": list(team_work.Work),
        "work": "prepared",
    }
    return render(request, "conversations/staff/prepared.html", context)


@require_POST
def prepare(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Keep what stands in the composer: until opening, until a moment, or until it is approved."""
    conversation = access_conversation(request.membership, conversation_id, lock=True)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _again(request, conversation, form, Invalid(_("Write something first.")))
    values = form.cleaned_data
    given: dict[str, Any] = {
        "member": request.membership,
        "looker": looker(request),
        "conversation": conversation,
    }
    try:
        chosen = chosen_files(request.POST.getlist("files"))
        words = Reply(values["client_id"], values["text"], values["seen"], file_ids=chosen)
        if request.POST.get("hoe") == "goedkeuring":
            actions.ask_approval(reply=words, **given)
        else:
            actions.plan_reply(reply=words, send_at=_moment(request, conversation), **given)
    except (NotFound, Forbidden):
        raise
    except Refused as refused:
        return _again(request, conversation, form, refused)
    return _to(request, conversation)


@require_POST
def decide(request: MemberRequest, prepared_id: UUID) -> HttpResponse:
    """One of the buttons of an answer that waits; `doe` says which."""
    conversation, prepared = access_prepared(request.membership, prepared_id)
    hand = Hand(request.membership, looker(request), conversation, prepared)
    text = request.POST.get("text", "")
    try:
        _carry_out(request, hand, request.POST.get("doe", ""), text)
    except (NotFound, Forbidden):
        raise
    except Refused as refused:
        typed = {"typed_prepared": text, "typed_prepared_id": prepared.id}
        return case.page(request, conversation, status=refused.status, refused=refused.sentence, **typed)
    return _to(request, conversation)


@require_POST
def call(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Write down a telephone call."""
    conversation = access_conversation(request.membership, conversation_id, lock=True)
    form = CallForm(request.POST)
    if not form.is_valid():
        return case.page(request, conversation, status=422, call_form=form)
    try:
        calls.write_down_call(
            member=request.membership, looker=looker(request), conversation=conversation, call=form.call()
        )
    except (NotFound, Forbidden):
        raise
    except Refused as refused:
        more = {"refused": refused.sentence, "call_form": form, "is_call_open": True}
        return case.page(request, conversation, status=refused.status, **more)
    return _to(request, conversation)


def _carry_out(request: MemberRequest, hand: Hand, what: str, text: str) -> None:
    if what == "keur-goed":
        actions.approve(hand, text=text)
    elif what == "stuur-terug":
        actions.send_back(hand, remark=request.POST.get("opmerking", ""))
    elif what == "trek-terug":
        actions.withdraw(hand)
    elif what == "verstuur":
        actions.send_now(hand)
    elif what == "bewaar":
        has_moment = request.POST.get("hoe") or request.POST.get("moment")
        send_at = _moment(request, hand.conversation) if has_moment else None
        actions.change(hand, text=text, send_at=send_at)
    else:
        raise Invalid(_("Choose one of the list."))


def _moment(request: MemberRequest, conversation: Conversation) -> datetime:
    """The next opening, or the moment that was typed."""
    if request.POST.get("hoe") == "opening":
        opening = next_opening_of(conversation.department, timezone.now())
        if opening is None:
            raise Refused(_("This department has no opening hours. Choose a moment yourself."))
        return opening
    field = MomentField(required=True)
    try:
        moment = field.clean(request.POST.get("moment", ""))
    except ValidationError as error:
        raise Invalid(_("Choose a moment that is still to come.")) from error
    assert moment is not None
    return moment


def _again(
    request: MemberRequest, conversation: Conversation, form: ReplyForm, refused: Refused
) -> HttpResponse:
    return case.page(request, conversation, status=refused.status, form=form, refused=refused.sentence)


def _to(request: MemberRequest, conversation: Conversation) -> HttpResponse:
    address = reverse("conversations:case", args=[request.organisation.slug, conversation.id])
    query = request.GET.urlencode()
    return HttpResponseRedirect(f"{address}?{query}" if query else address)
