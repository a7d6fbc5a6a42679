"""What the three doors have in common: the page, how it stands, and the answer to an offer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from people.looker import address
from rowsecurity.errors import Refused
from video import line_test, rooms
from video.actions import sealing, seats, talking
from video.actions.seats import Check
from video.line_test import told_of
from video.models import Seat, VideoVisit
from video.rules import MOST_IN_A_ROOM
from video.standing import standing

PERMISSIONS = "camera=(self), microphone=(self), display-capture=(self), picture-in-picture=(self)"
Reached = tuple[VideoVisit, Seat | None]


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page of a room: the only ones that may ask for camera and microphone."""
    response = render(request, template, context | {"most": MOST_IN_A_ROOM})
    response.headers["Permissions-Policy"] = PERMISSIONS
    return response


DOORS = ("here", "come", "connect", "leave", "line", "keys", "say", "caption")


def door(prefix: str, *where: Any, back: str, chat: str = "") -> dict[str, Any]:
    """The addresses of a room by one of the three doors."""
    addresses = {name: reverse(f"video:{prefix}{name}", args=where) for name in DOORS}
    return addresses | {"back": back, "chat": chat, "is_guest": prefix == "guest_"}


def state(
    request: HttpRequest, visit: VideoVisit, seat: Seat | None, *, is_team: bool, keep: str = ""
) -> HttpResponse:
    """The part of the page that tells how it stands; `keep` is where a guest puts it into an account."""
    context = standing(visit, seat, is_team=is_team) | {"keep": keep}
    # Who has no socket hears here who is where.
    if seat and seat.guest_id and context["phase"] == "in":
        context["views"] = rooms.last_heard(visit.id)
    return render(request, "video/_state.html", context)


def check_of(request: HttpRequest) -> Check:
    """What the check of the device found, as the page says it."""
    answers = {"ja": True, "nee": False}
    return Check(
        answers.get(request.POST.get("camera", "")),
        answers.get(request.POST.get("microfoon", "")),
        request.POST.get("verbinding", ""),
    )


def connect(request: HttpRequest, reached: Callable[[], AbstractContextManager[Reached]]) -> HttpResponse:
    """Answer the offer of who is in. Asked before and after: who was put out meanwhile does not get in."""
    try:
        with reached() as (visit, seat):
            seat = _require_in(visit, seat)
        offer = rooms.checked_offer(told_of(request).get("offer"))
        joined = rooms.join(room=visit.id, seat=seat.id, offer=offer, until=visit.window.closes_at)
        try:
            with reached() as (visit, seat_now):
                seats.connected(visit=visit, seat=_require_in(visit, seat_now), source=address(request))
                seats.pin_interpreters(visit=visit)
        except Exception:
            # Outside the scope: what is asked for when it commits is never asked for after a refusal.
            rooms.put_out_now(room=visit.id, seat=seat.id)
            raise
    except Refused as refused:
        return JsonResponse({"sentence": refused.sentence}, status=refused.status)
    told = {"answer": joined.answer, "slots": joined.slots, "worker": joined.worker}
    return JsonResponse(told | {"fresh": joined.is_fresh})


def leave_keys(request: HttpRequest, reached: Callable[[], AbstractContextManager[Reached]]) -> HttpResponse:
    """Keep what a page leaves for the others to agree on keys."""
    try:
        with reached() as (visit, seat):
            seat, told = _require_in(visit, seat), told_of(request)
            sealing.leave_keys(visit=visit, seat=seat, key=told.get("key"), boxes=told.get("boxes"))
    except Refused as refused:
        return JsonResponse({"sentence": refused.sentence}, status=refused.status)
    return JsonResponse({})


def write(
    request: HttpRequest, reached: Callable[[], AbstractContextManager[Reached]], *, is_caption: bool
) -> HttpResponse:
    """What somebody in the room writes: a line of the chat, or captions."""
    try:
        with reached() as (visit, seat):
            seat, text = _require_in(visit, seat), request.POST.get("tekst", "")
            if is_caption:
                talking.caption(visit=visit, seat=seat, text=text)
            else:
                talking.write_line(visit=visit, seat=seat, text=text, source=address(request))
    except Refused as refused:
        return JsonResponse({"sentence": refused.sentence}, status=refused.status)
    return JsonResponse({})


def try_line(
    request: HttpRequest, reached: Callable[[], AbstractContextManager[Reached]], who: UUID
) -> HttpResponse:
    """Try the line of who may come, before a call; the team sees how it is of who waits."""
    try:
        with reached() as (visit, _seat):
            if visit.is_over:
                raise Refused(_("This video visit is over."))
        response, line = line_test.answer(request, visit.id, who)
        if line:
            with reached() as (_visit, seat):
                seats.tell_line(seat=seat, line=line)
    except Refused as refused:
        return JsonResponse({"sentence": refused.sentence}, status=refused.status)
    return response


def _require_in(visit: VideoVisit, seat: Seat | None) -> Seat:
    if visit.is_over:
        raise Refused(_("This video visit is over."))
    if visit.window.has_closed(timezone.now()):
        raise Refused(_("This video visit was some time ago; the room is closed."))
    if seat is None or not seat.is_in:
        raise Refused(_("You have not been let in yet."))
    return seat
