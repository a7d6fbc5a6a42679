"""The team: its board of who waits, planning from a conversation, and the room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.actions import record_each
from conversations.access import access_conversation
from conversations.actions.records import log as log_conversation
from people.edges import MemberRequest, in_steps
from people.looker import looker
from tenants.models import Membership
from tenants.roles import Act, may, require
from video import line_test, queries, rooms
from video.access import access_visit
from video.actions import admitting, ending, planning, seats
from video.actions.records import log
from video.forms import GuestForm, PlanForm
from video.standing import standing
from video.views import joining


@require_safe
def board(request: MemberRequest) -> HttpResponse:
    """Who waits, which visits go on, and which come."""
    require(request.membership, Act.WRITE_CONVERSATIONS)
    shown = queries.board(queries.departments_of(request.membership))
    seen = [(each.id, each.patient_id) for each in shown.waiting + shown.going_on + shown.to_come]
    record_each(
        looker=looker(request),
        organisation_id=request.organisation.id,
        event="video.listed",
        object_type="video_visit",
        seen=seen,
    )
    context = {
        "board": shown,
        "late": _late_of(request.membership, shown),
        "may_configure": may(request.membership, Act.CONFIGURE_DEPARTMENT),
    }
    return render(request, "video/board.html", context)


def _late_of(member: Membership, shown: queries.Board) -> int:
    own = [visit.late_minutes for visit in shown.waiting + shown.to_come if visit.clinician_id == member.id]
    return max(own, default=0)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Plan a visit from a conversation."""
    require(request.membership, Act.WRITE_CONVERSATIONS)
    is_posted = request.method == "POST"
    conversation = access_conversation(request.membership, conversation_id, lock=is_posted)
    form = PlanForm(request.POST if is_posted else None, member=request.membership)
    if is_posted and form.is_valid():
        given = {"member": request.membership, "looker": looker(request), "conversation": conversation}
        planning.plan(plan=form.plan(), **given)  # type: ignore[arg-type]
        messages.success(request, _("The video visit is planned. The patient reads it in the conversation."))
        return redirect("conversations:case", request.organisation.slug, conversation.id)
    log_conversation(looker=looker(request), conversation=conversation, event="conversation.read", action="R")
    context = {"conversation": conversation, "patient": conversation.patient, "form": form}
    return render(request, "video/plan.html", context, status=422 if form.errors else 200)


@require_POST
def call_now(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """A visit that begins now; a press more leads to the same one."""
    member = request.membership
    conversation = access_conversation(member, conversation_id, lock=True)
    open_now = [each for each in queries.visits_of_conversation(conversation) if not each.is_over]
    now = timezone.now()
    visit = next((each for each in open_now if each.window.is_open(now)), None)
    if visit is None:
        form = PlanForm(member=member)
        wanted = planning.Plan(form.initial["plan_id"], now, 20, member, form.initial["is_sealed"])
        visit = planning.plan(member=member, looker=looker(request), conversation=conversation, plan=wanted)
    return redirect("video:room", request.organisation.slug, visit.id)


@require_safe
def room(request: MemberRequest, video_id: UUID) -> HttpResponse:
    """The room: who waits, the call, who else may come."""
    visit = access_visit(request.membership, video_id)
    log(looker=looker(request), visit=visit, event="video.read", action="R")
    return joining.page(request, "video/room.html", _room(request, visit))


def _room(request: MemberRequest, visit: Any) -> dict[str, Any]:
    seat = queries.team_seat_of(visit, request.user)
    colleagues = Membership.objects.filter(organisation_id=visit.organisation_id, ended_at=None)
    slug = request.organisation.slug
    case = reverse("conversations:case", args=[slug, visit.conversation_id])
    own = {
        "door": joining.door("", slug, visit.id, back=reverse("video:board", args=[slug]), chat=case),
        "relays_of_test": line_test.relays(visit.id, request.user.id),
        "guest_form": GuestForm(initial={"language": visit.patient.reads_in}),
        "guests": queries.guests_of(visit),
        "colleagues": colleagues.exclude(id=visit.clinician_id),
    }
    return standing(visit, seat, is_team=True) | own


@require_safe
def state(request: MemberRequest, video_id: UUID) -> HttpResponse:
    """How it stands now."""
    visit = access_visit(request.membership, video_id)
    return joining.state(request, visit, queries.team_seat_of(visit, request.user), is_team=True)


@require_POST
def here(request: MemberRequest, video_id: UUID) -> HttpResponse:
    """Still there."""
    visit = access_visit(request.membership, video_id)
    seat = queries.team_seat_of(visit, request.user)
    if seat and not seat.left_at:
        seats.still_here(seat)
        admitting.put_out_strangers(visit=visit)
        rooms.put_out_strays(room=visit.id, allowed=queries.inside(visit))
    return joining.state(request, visit, queries.team_seat_of(visit, request.user), is_team=True)


@require_POST
def come(request: MemberRequest, video_id: UUID) -> HttpResponse:
    """Into the room; that begins the visit."""
    visit = access_visit(request.membership, video_id, lock=True)
    seats.enter_as_team(member=request.membership, looker=looker(request), visit=visit)
    return redirect("video:room", request.organisation.slug, visit.id)


@in_steps
@require_POST
def connect(request: MemberRequest, video_id: UUID, **_named: str) -> HttpResponse:
    """The offer of the browser, answered by the worker of the room."""
    return joining.connect(request, lambda: _seated(request, video_id))


@contextmanager
def _seated(request: MemberRequest, video_id: UUID) -> Iterator[joining.Reached]:
    with request.step():
        visit = access_visit(request.membership, video_id)
        yield visit, queries.team_seat_of(visit, request.user)


@in_steps
@require_POST
def line(request: MemberRequest, video_id: UUID, **_named: str) -> HttpResponse:
    """Try the line before the call."""
    with request.step():
        who = request.user.id
    return joining.try_line(request, lambda: _seated(request, video_id), who)


@in_steps
@require_POST
def say(request: MemberRequest, video_id: UUID, **_named: str) -> HttpResponse:
    """A line of the chat."""
    return joining.write(request, lambda: _seated(request, video_id), is_caption=False)


@in_steps
@require_POST
def caption(request: MemberRequest, video_id: UUID, **_named: str) -> HttpResponse:
    """What is typed live for who cannot hear it."""
    return joining.write(request, lambda: _seated(request, video_id), is_caption=True)


@in_steps
@require_POST
def keys(request: MemberRequest, video_id: UUID, **_named: str) -> HttpResponse:
    """What this page leaves for the others to agree on keys."""
    return joining.leave_keys(request, lambda: _seated(request, video_id))


@require_POST
def leave(request: MemberRequest, video_id: UUID) -> HttpResponse:
    """Out of the room; the last of the team ends it for everybody."""
    visit = access_visit(request.membership, video_id, lock=True)
    seat = queries.team_seat_of(visit, request.user)
    if seat and ("einde" in request.POST or ending.is_last_of_team(seat)):
        seats.leave(seat=seat)
        ending.end(looker=looker(request), visit=visit)
    elif seat:
        seats.leave(seat=seat)
    return redirect("video:board", request.organisation.slug)
