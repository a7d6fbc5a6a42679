"""One conversation as the patient's side reads and writes it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from conversations import queries, reading_back, timeline
from conversations.access import access_own_conversation
from conversations.actions.questions import write_with_files
from conversations.actions.read_marks import mark_read
from conversations.actions.records import log
from conversations.attachments import with_files
from conversations.forms import MessageForm, chosen_files
from conversations.models import Conversation, Message
from conversations.relations import relations_in
from conversations.timeline import Seen
from conversations.views.numbers import redrawn_after, whole
from files.actions import being_added
from people.edges import PersonRequest
from people.looker import address, looker
from rowsecurity.errors import NotFound, Refused


@require_http_methods(["GET", "POST"])
def own_thread(request: PersonRequest, conversation_id: UUID) -> HttpResponse:
    """Read it; write without script. Looking changes nothing: the page itself reports how far it was seen."""
    conversation = access_own_conversation(request.user, conversation_id)
    goes_on = _goes_on_in(request, conversation)
    if request.method == "POST" and goes_on:
        # It was put together with another one: what is written now goes there, and stands there when refused.
        conversation, goes_on = goes_on, None
    form = MessageForm(request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            values = form.cleaned_data
            sent = write_with_files(
                conversation=conversation,
                author_id=request.user.id,
                source=address(request),
                file_ids=chosen_files(request.POST.getlist("files")),
                **values,
            )
            conversation.last_number, conversation.line_number = sent.last_number, sent.number
            mark_read(person=request.user, conversation=conversation, number=sent.last_number)
            return redirect("conversations:own_thread", conversation.id)
        except NotFound:
            raise
        except Refused as refusal:
            refused = refusal.sentence
    if request.method == "GET":
        log(looker=looker(request), conversation=conversation, event="conversation.read", action="R")
    context = _opened(request, conversation) | {"form": form, "refused": refused, "goes_on": goes_on}
    context["being_added"] = being_added(uploader_id=request.user.id, meant_for=conversation.id)
    status = 200 if request.method == "GET" else 422
    return render(request, "conversations/own_thread.html", context, status=status)


def _goes_on_in(request: PersonRequest, conversation: Conversation) -> Conversation | None:
    """Where the last of those it was put together with is, for whom that one is too."""
    chain = [conversation]
    try:
        while chain[-1].merged_into_id and chain[-1].merged_into_id not in {each.id for each in chain}:
            chain.append(access_own_conversation(request.user, chain[-1].merged_into_id))
    except NotFound:
        return None
    return chain[-1] if len(chain) > 1 else None


@require_GET
def own_part(request: PersonRequest, conversation_id: UUID) -> HttpResponse:
    """Earlier or later messages for a page that is open; see `read-back.js`."""
    conversation = access_own_conversation(request.user, conversation_id)
    stretch = reading_back.wanted(request, conversation)
    context = _context(request, conversation, stretch.messages) | {"stretch": stretch}
    return render(request, "conversations/_part.html", context)


@require_GET
def own_news(request: PersonRequest, conversation_id: UUID) -> HttpResponse:
    """What a page that is open does not show yet; see `live-thread.js`."""
    conversation = access_own_conversation(request.user, conversation_id)
    known = whole(request, "na") or 0
    # Read since then, or with a button that was pressed: drawn again.
    again = redrawn_after(known, whole(request, "gelezen") or 0)
    tasks = queries.tasks_of(conversation)
    numbers = [task.number for task in tasks]
    messages = [m for m in queries.thread(conversation, after=again) if _is_news(m, known, numbers)]
    context = _context(request, conversation, messages)
    return render(request, "conversations/_own_news.html", context)


@require_POST
def own_read(request: PersonRequest, conversation_id: UUID) -> HttpResponse:
    """The page was looked at up to a number."""
    conversation = access_own_conversation(request.user, conversation_id)
    mark_read(person=request.user, conversation=conversation, number=whole(request, "nummer") or 0)
    return HttpResponse(status=204)


def _opened(request: PersonRequest, conversation: Conversation) -> dict[str, Any]:
    """The stretch that was asked for; without a wish, the one where reading goes on."""
    is_get = request.method == "GET"
    read = queries.read_by(request.user, conversation)
    stretch = reading_back.wanted(request, conversation, read=read if is_get else None)
    context = _context(request, conversation, stretch.messages)
    if is_get and not reading_back.is_old(request):
        context["entries"] = list(timeline.with_unread_line(context["entries"], after=read))
    return context | {
        "stretch": stretch,
        "months": reading_back.months(conversation),
        "last_number": queries.last_visible(conversation),
    }


def _is_news(message: Message, known: int, tasks: list[int]) -> bool:
    return message.number > known or message.side == Message.Side.PATIENT or message.number in tasks


def _context(request: PersonRequest, conversation: Conversation, messages: list[Message]) -> dict[str, Any]:
    seen = Seen(conversation.team_read_number, conversation.team_read_at)
    side = Message.Side.PATIENT.value
    tasks = queries.tasks_of(conversation)
    entries = timeline.compose(
        messages,
        side=side,
        seen=seen,
        tasks=tasks,
        writers=queries.writers_of(conversation),
        relations=relations_in(conversation, messages),
        must_reads=queries.must_reads_of(conversation),
    )
    entries = with_files(conversation, entries)
    return {
        "conversation": conversation,
        "organisation": conversation.organisation,
        "entries": entries,
        "side": side,
        "is_for_other": conversation.patient.person_id != request.user.id,
        "may_write": conversation.is_writable and not _is_past(conversation),
        "is_writable": conversation.is_writable,
        "part": reverse("conversations:own_part", args=[conversation.id]),
        "seen": seen,
        "whereabouts": queries.where_is(conversation, tasks, reader=request.user),
    }


def _is_past(conversation: Conversation) -> bool:
    return bool(
        conversation.closed_at and conversation.reopen_until and conversation.reopen_until < timezone.now()
    )
