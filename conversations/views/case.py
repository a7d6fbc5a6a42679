"""One conversation on the team's screen, and what an open screen asks for; `working` changes it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from conversations import queries, reading_back, team_work, timeline
from conversations.access import access_conversation
from conversations.actions.mentions import see_mentions
from conversations.actions.merging import can_part
from conversations.actions.read_marks import mark_read_by_team
from conversations.actions.records import log
from conversations.approval import needs_approval
from conversations.attachments import with_files
from conversations.away import away_among
from conversations.call_form import CallForm
from conversations.filled_replies import filled_replies
from conversations.forms import ReplyForm
from conversations.labelling import labels_for, labels_of
from conversations.late_replies import next_opening_of
from conversations.merged import merged_entries
from conversations.models import Conversation, Message, Note
from conversations.relations import relations_in
from conversations.team_task_forms import SnoozeForm, TeamTaskForm
from conversations.timeline import Entry, Seen
from conversations.views.inbox import columns
from conversations.views.numbers import redrawn_after, whole
from files.actions import being_added
from people.edges import MemberRequest
from people.looker import looker
from people.relatives import in_force
from tenants.roles import Act, is_clinician, may


@require_GET
def case(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Open it; the access log has a line. How far it was seen is reported by the page itself, with a POST."""
    conversation = access_conversation(request.membership, conversation_id)
    log(looker=looker(request), conversation=conversation, event="conversation.read", action="R")
    return page(request, conversation)


@require_GET
def part(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Earlier or later messages, and the notes of that time, for a page that is open; see `read-back.js`."""
    conversation = access_conversation(request.membership, conversation_id)
    stretch = reading_back.wanted(request, conversation)
    context = _thread(conversation, stretch.messages, reading_back.notes_beside(stretch, conversation))
    context |= _places(request, conversation) | {"stretch": stretch}
    return render(request, "conversations/_part.html", context)


@require_GET
def news(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """What a page that is open does not show yet; see `live-thread.js`."""
    conversation = access_conversation(request.membership, conversation_id)
    known = whole(request, "na") or 0
    again = redrawn_after(known, whole(request, "gelezen") or 0)
    messages = [
        message
        for message in queries.thread(conversation, after=again)
        if message.number > known or message.side == Message.Side.TEAM or message.kind == Message.Kind.TASK
    ]
    notes = queries.notes(conversation, since=_moment(request.GET.get("sinds", "")))
    context = _thread(conversation, messages, notes) | _beside(request, conversation)
    return render(request, "conversations/staff/_news.html", context)


@require_POST
def read(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """The page was looked at up to a number."""
    conversation = access_conversation(request.membership, conversation_id)
    mark_read_by_team(conversation=conversation, number=whole(request, "nummer") or 0)
    see_mentions(member=request.membership, conversation=conversation)
    return HttpResponse(status=204)


def page(
    request: MemberRequest, conversation: Conversation, *, status: int = 200, **more: object
) -> HttpResponse:
    """The whole screen: lists, conversation, and what is known beside it."""
    stretch = reading_back.wanted(request, conversation)
    context = columns(request, conversation)
    merged = merged_entries(conversation, stretch)
    notes = reading_back.notes_beside(stretch, conversation)
    context |= _thread(conversation, stretch.messages, notes, merged)
    context |= _beside(request, conversation) | _places(request, conversation)
    context |= {
        "stretch": stretch,
        "months": reading_back.months(conversation),
        "being_added": being_added(uploader_id=request.user.id, meant_for=conversation.id),
        "form": ReplyForm(initial={"seen": conversation.last_number}),
        "replies": filled_replies(request.membership, conversation, request.organisation),
        "prepared": request.GET.get("antwoord", ""),
        "task_form": TeamTaskForm.of(request.membership, conversation),
        "call_form": CallForm(),
        "opens_next": next_opening_of(conversation.department, timezone.now()),
    }
    return render(request, "conversations/staff/case.html", context | more, status=status)


def _thread(
    conversation: Conversation, messages: list[Message], notes: list[Note], merged: Iterable[Entry] = ()
) -> dict[str, Any]:
    mark = queries.patient_mark(conversation)
    seen = Seen(mark.number, mark.read_at) if mark else Seen()
    side = Message.Side.TEAM.value
    tasks = queries.tasks_of(conversation)
    writers = queries.writers_of(conversation)
    entries = timeline.compose(
        messages,
        side=side,
        seen=seen,
        tasks=tasks,
        notes=notes,
        writers=writers,
        relations=relations_in(conversation, messages),
        must_reads=queries.must_reads_with_steps(conversation),
        merged=merged,
    )
    entries = with_files(conversation, entries)
    return {
        "conversation": conversation,
        "entries": entries,
        "side": side,
        "seen": seen,
        "whereabouts": queries.where_is(conversation, tasks),
    }


def _beside(request: MemberRequest, conversation: Conversation) -> dict[str, Any]:
    colleagues = queries.colleagues(conversation.department)
    return {
        "may_ask_to_read": may(request.membership, Act.ASK_TO_READ),
        "patient": conversation.patient,
        "relatives": list(in_force(conversation.patient_id)),
        "others": queries.other_conversations(conversation.patient, than=conversation),
        "colleagues": colleagues,
        "away": away_among([*colleagues, conversation.assignee]),
        "other_departments": queries.other_departments(conversation),
        "is_mine": conversation.assignee_id == request.membership.id,
        "given": labels_of([conversation]).get(conversation.id, []),
        "offered": list(labels_for(conversation.department)),
        "where": request.GET.urlencode(),
        "team_tasks": team_work.open_tasks_about(conversation),
        "snoozes": SnoozeForm.AHEAD,
        "prepared_replies": team_work.prepared_in(conversation),
        "needs_approval": needs_approval(request.membership, conversation),
        "can_part": can_part(conversation, now=timezone.now()),
        "is_approver": is_clinician(request.membership),
    }


def _places(request: MemberRequest, conversation: Conversation) -> dict[str, Any]:
    """Where reading on is asked for; what the lists beside it show stays as it is."""
    address = reverse("conversations:case_part", args=[request.organisation.slug, conversation.id])
    kept = {name: value for name, value in request.GET.items() if name not in reading_back.PLACES}
    return {"part": address, "kept": kept, "kept_query": urlencode(kept)}


def _moment(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if timezone.is_aware(moment) else None
