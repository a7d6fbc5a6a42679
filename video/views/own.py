"""The patient's side: the waiting room and the call, and the walk-in desks.

What is changed is checked in the scope of the person first, and then written in that of the one organisation.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conversations.access import access_own_conversation, of_person, own_patients
from people.edges import PersonRequest, in_steps
from people.looker import looker
from rowsecurity.scopes import job_scope
from video import line_test, queries
from video.access import access_own_kept_visit, access_own_visit, read_visit
from video.actions import keeping, seats
from video.beside import next_visit
from video.models import Seat
from video.standing import standing
from video.views import joining


@contextmanager
def reached(request: PersonRequest, video_id: UUID, *, lock: bool = False) -> Iterator[joining.Reached]:
    """The visit and the seat of who asks, in the scope of its organisation, reached by the person first."""
    with request.step():
        person = request.user
        organisation_id = access_own_visit(person, video_id).organisation_id
    with job_scope(organisation_id, person.id):
        visit = read_visit(video_id, lock=lock)
        yield visit, queries.seat_of(visit, person=person)


@in_steps
@require_safe
def room(request: PersonRequest, video_id: UUID) -> HttpResponse:
    """The whole page: check of the device, waiting room, call."""
    with reached(request, video_id) as (visit, seat):
        thread = reverse("conversations:own_thread", args=[visit.conversation_id])
        door = joining.door("own_", visit.id, back=thread, chat=thread)
        context = standing(visit, seat, is_team=False) | {"door": door}
        context["relays_of_test"] = line_test.relays(visit.id, request.user.id)
        return joining.page(request, "video/own_room.html", context)


@in_steps
@require_safe
def state(request: PersonRequest, video_id: UUID) -> HttpResponse:
    """How it stands now."""
    with reached(request, video_id) as (visit, seat):
        return joining.state(request, visit, seat, is_team=False)


@in_steps
@require_POST
def here(request: PersonRequest, video_id: UUID) -> HttpResponse:
    """Still there; the first answer of a page, and every ten seconds after it."""
    with reached(request, video_id) as (visit, seat):
        if seat and not seat.left_at:
            seats.still_here(seat)
        return joining.state(request, visit, queries.seat_of(visit, person=request.user), is_team=False)


@in_steps
@require_POST
def come(request: PersonRequest, video_id: UUID) -> HttpResponse:
    """Into the waiting room."""
    with reached(request, video_id, lock=True) as (visit, _seat):
        seats.come_as_own_side(
            looker=looker(request),
            visit=visit,
            person=request.user,
            is_patient=visit.patient.person_id == request.user.id,
            check=joining.check_of(request),
        )
    return redirect("video:own_room", video_id)


@in_steps
@require_POST
def connect(request: PersonRequest, video_id: UUID) -> HttpResponse:
    """The offer of the browser, answered by the worker of the room."""
    return joining.connect(request, lambda: reached(request, video_id))


@in_steps
@require_POST
def say(request: PersonRequest, video_id: UUID) -> HttpResponse:
    """A line of the chat."""
    return joining.write(request, lambda: reached(request, video_id), is_caption=False)


@in_steps
@require_POST
def caption(request: PersonRequest, video_id: UUID) -> HttpResponse:
    """What is typed live for who cannot hear it."""
    return joining.write(request, lambda: reached(request, video_id), is_caption=True)


@in_steps
@require_POST
def keys(request: PersonRequest, video_id: UUID) -> HttpResponse:
    """What this page leaves for the others to agree on keys."""
    return joining.leave_keys(request, lambda: reached(request, video_id))


@in_steps
@require_POST
def leave(request: PersonRequest, video_id: UUID) -> HttpResponse:
    """Out, by oneself."""
    with reached(request, video_id) as (_visit, seat):
        if isinstance(seat, Seat):
            seats.leave(seat=seat)
    return redirect("video:own_room", video_id)


@in_steps
@require_POST
def line(request: PersonRequest, video_id: UUID) -> HttpResponse:
    """Try the line before the call."""
    with request.step():
        who = request.user.id
    return joining.try_line(request, lambda: reached(request, video_id), who)


@require_safe
def test(request: PersonRequest) -> HttpResponse:
    """Try camera, sound and line without a visit: a call that plays one back."""
    context = {"address": reverse("video:own_test_line")}
    context["relays_of_test"] = line_test.relays(request.user.id, request.user.id)
    return joining.page(request, "video/own_test.html", context)


@in_steps
@require_POST
def test_line(request: PersonRequest) -> HttpResponse:
    """The same: the offer, and what was seen."""
    with request.step():
        who = request.user.id
    return line_test.answer(request, who, who)[0]


@require_safe
def banner(request: PersonRequest, conversation_id: UUID) -> HttpResponse:
    """The way to the waiting room, for a conversation that is open on the screen."""
    conversation = access_own_conversation(request.user, conversation_id)
    visit = None if conversation.read_until else next_visit(conversation)
    return render(request, "video/_banner.html", {"visit": visit})


@in_steps
@require_POST
def remove_kept(request: PersonRequest, kept_visit_id: UUID) -> HttpResponse:
    """Take a visit that one was a guest of out of one's account."""
    with request.step():
        kept = access_own_kept_visit(request.user, kept_visit_id)
    with job_scope(kept.organisation_id, kept.person_id):
        keeping.remove(kept=kept)
    messages.success(request, _("The video visit is no longer in your account."))
    return redirect("video:own_visits")


@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    """The video visits to come, and the walk-in desks."""
    desks = queries.desks([each.organisation_id for each in own_patients(request.user)])
    context = {
        "visits": queries.own_visits(of_person(request.user)),
        "kept": queries.kept_visits(request.user),
        "desks": [desk for desk in desks if desk.organisation.video_is_on],
    }
    return render(request, "video/own_visits.html", context)
