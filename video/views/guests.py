"""A guest: a link, a code by text message, and then the same waiting room and call as everybody.

A GET changes nothing: scanners open links. The browser that gave the code keeps a word of its own in its
session.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.actions import Looker
from people.edges import VisitorRequest, public
from people.forms import CodeForm
from people.looker import address
from people.mobile import masked
from people.sessions import PATIENT
from rowsecurity.errors import NotFound
from rowsecurity.scopes import job_scope
from video import line_test, queries
from video.access import Found, access_found_guest, find_guest, read_visit
from video.actions import guests, keeping, seats
from video.models import Guest, Seat, VideoVisit
from video.standing import standing
from video.views import joining

BROWSER = "video_guest"
ASKED = "video_code"
View = Callable[[VisitorRequest, str, Guest], HttpResponse]
Seen = Callable[[VisitorRequest, str], HttpResponse]


def at_link(view: View) -> Seen:
    """Run a view with the guest of its link, locked for a POST, in the language of the guest."""

    @public
    @wraps(view)
    def serve(request: VisitorRequest, guest_token: str) -> HttpResponse:
        request.session.get("", None)  # read before the scope, which may not read sessions
        found = find_guest(guest_token)
        if found is None:
            return closed(request)
        try:
            with job_scope(found.organisation_id):
                guest = access_found_guest(found, lock=request.method == "POST")
                if guest.visit.is_over:
                    _refuse_nothing_left(guest, browser_of(request))
                elif guests.is_used(guest, browser_of(request)):
                    return render(request, "video/guest_used.html", {"visit": guest.visit}, status=409)
                return view(request, guest_token, guest)
        except NotFound:
            return closed(request)

    return serve


def _refuse_nothing_left(guest: Guest, browser: str) -> None:
    """After the visit a link is of use to keep it in an account, also in another browser, with a new code."""
    if not (guests.is_proven(guest, browser) or keeping.may_keep(guest)):
        raise NotFound("")


def browser_of(request: VisitorRequest) -> str:
    """The word that this browser keeps since it gave a code."""
    return str(request.session.get(BROWSER, ""))


def closed(request: VisitorRequest) -> HttpResponse:
    """Wrong, taken back, or of a visit that is over: one page."""
    return render(request, "video/guest_closed.html", status=404)


@require_http_methods(["GET", "HEAD", "POST"])
@at_link
def invited(request: VisitorRequest, guest_token: str, guest: Guest) -> HttpResponse:
    """Whose visit it is, in the words that a guest may read; a press sends the code."""
    if guests.is_proven(guest, browser_of(request)):
        return redirect("video:guest_room", guest_token)
    if request.method == "POST":
        if not guest.visit.is_over:
            # Earlier the browser would forget its proof before it is of use, and the link would be lost.
            seats.refuse_shut(guest.visit)
        request.session[ASKED] = str(guest.id)
        if not guests.send_code(guest=guest):
            return render(request, "video/guest_no_code.html", {"visit": guest.visit}, status=429)
        return redirect("video:guest_code", guest_token)
    if translation.get_language() != guest.language:
        translation.activate(guest.language)
    context = {
        "guest": guest,
        "visit": guest.visit,
        "is_early": not guest.visit.window.has_opened(timezone.now()),
        "guest_token": guest_token,
        "mobile": masked(guest.mobile),
    }
    return render(request, "video/guest.html", context)


def renewed(view: Seen) -> Seen:
    """Give the session another key after a right code, outside the scope of the view."""

    @public
    @wraps(view)
    def serve(request: VisitorRequest, guest_token: str) -> HttpResponse:
        was_asked = ASKED in request.session
        answer = view(request, guest_token)
        if was_asked and ASKED not in request.session and request.session.person_id is None:
            # A visit may take longer than somebody at the door is given.
            request.session.limits = PATIENT
            request.session.cycle_key()
        return answer

    return serve


@require_http_methods(["GET", "HEAD", "POST"])
@renewed
@at_link
def code(request: VisitorRequest, guest_token: str, guest: Guest) -> HttpResponse:
    """The code of the text message."""
    if request.session.get(ASKED) != str(guest.id):
        return redirect("video:guest", guest_token)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # One word for all links of this browser: an interpreter has several in a day.
        browser = browser_of(request) or secrets.token_urlsafe(32)
        given = {"code": form.cleaned_data["code"], "browser": browser, "source": address(request)}
        if guests.prove_code(guest=guest, **given):
            request.session[BROWSER] = browser
            del request.session[ASKED]
            return redirect("video:guest_room", guest_token)
        form.add_error("code", _("This code is wrong or too old. You can have a new one sent."))
    context = {"form": form, "guest": guest, "guest_token": guest_token, "mobile": masked(guest.mobile)}
    return render(request, "video/guest_code.html", context, status=422 if form.errors else 200)


@contextmanager
def reached(
    request: VisitorRequest, guest_token: str, *, lock: bool = False
) -> Iterator[tuple[VideoVisit, Guest]]:
    """The visit of a link, for the browser that gave its code."""
    request.session.get("", None)
    found: Found | None = find_guest(guest_token)
    if found is None:
        raise NotFound("")
    with job_scope(found.organisation_id):
        guest = access_found_guest(found)
        if not guests.is_proven(guest, browser_of(request)):
            raise NotFound("")
        visit = read_visit(guest.visit_id, lock=lock)
        yield visit, guest


@contextmanager
def seated(request: VisitorRequest, guest_token: str) -> Iterator[joining.Reached]:
    """As `reached`, with the seat of the guest."""
    with reached(request, guest_token) as (visit, guest):
        yield visit, queries.seat_of(visit, guest=guest)


def at_room(
    view: Callable[[VisitorRequest, str], HttpResponse],
) -> Callable[[VisitorRequest, str], HttpResponse]:
    """Run a view for the browser that gave the code; any other begins at the link."""

    @public
    @wraps(view)
    def serve(request: VisitorRequest, guest_token: str) -> HttpResponse:
        try:
            with reached(request, guest_token):
                pass
        except NotFound:
            return redirect("video:guest", guest_token)
        return view(request, guest_token)

    return serve


@require_safe
@at_room
def room(request: VisitorRequest, guest_token: str) -> HttpResponse:
    """The whole page."""
    with reached(request, guest_token) as (visit, guest):
        door = joining.door("guest_", guest_token, back=reverse("front_page"))
        context = standing(visit, queries.seat_of(visit, guest=guest), is_team=False) | {"door": door}
        context["keep"] = _way_to_keep(guest, guest_token)
        context["relays_of_test"] = line_test.relays(visit.id, guest.id)
        return joining.page(request, "video/guest_room.html", context)


@require_safe
@at_room
def state(request: VisitorRequest, guest_token: str) -> HttpResponse:
    """How it stands now."""
    with reached(request, guest_token) as (visit, guest):
        return _state(request, visit, guest, guest_token)


def _state(request: VisitorRequest, visit: VideoVisit, guest: Guest, guest_token: str) -> HttpResponse:
    seat = queries.seat_of(visit, guest=guest)
    return joining.state(request, visit, seat, is_team=False, keep=_way_to_keep(guest, guest_token))


def _way_to_keep(guest: Guest, guest_token: str) -> str:
    return reverse("video:guest_keep", args=[guest_token]) if keeping.may_keep(guest) else ""


@require_POST
@at_room
def here(request: VisitorRequest, guest_token: str) -> HttpResponse:
    """Still there."""
    with reached(request, guest_token) as (visit, guest):
        seat = queries.seat_of(visit, guest=guest)
        if seat and not seat.left_at:
            seats.still_here(seat)
        return _state(request, visit, guest, guest_token)


@require_POST
@at_room
def come(request: VisitorRequest, guest_token: str) -> HttpResponse:
    """Into the waiting room."""
    with reached(request, guest_token, lock=True) as (visit, guest):
        who = Looker(label=guest.label[:120], role="guest", source=address(request))
        seats.come_as_guest(looker=who, visit=visit, guest=guest, check=joining.check_of(request))
    return redirect("video:guest_room", guest_token)


@require_POST
@at_room
def connect(request: VisitorRequest, guest_token: str) -> HttpResponse:
    """The offer of the browser, answered by the worker of the room."""
    return joining.connect(request, lambda: seated(request, guest_token))


@require_POST
@at_room
def line(request: VisitorRequest, guest_token: str) -> HttpResponse:
    """Try the line before the call."""
    with reached(request, guest_token) as (_visit, guest):
        who = guest.id
    return joining.try_line(request, lambda: seated(request, guest_token), who)


@require_POST
@at_room
def say(request: VisitorRequest, guest_token: str) -> HttpResponse:
    """A line of the chat."""
    return joining.write(request, lambda: seated(request, guest_token), is_caption=False)


@require_POST
@at_room
def caption(request: VisitorRequest, guest_token: str) -> HttpResponse:
    """What is typed live for who cannot hear it."""
    return joining.write(request, lambda: seated(request, guest_token), is_caption=True)


@require_POST
@at_room
def keys(request: VisitorRequest, guest_token: str) -> HttpResponse:
    """What this page leaves for the others to agree on keys."""
    return joining.leave_keys(request, lambda: seated(request, guest_token))


@require_POST
@at_room
def leave(request: VisitorRequest, guest_token: str) -> HttpResponse:
    """Out, by oneself."""
    with seated(request, guest_token) as (_visit, seat):
        if isinstance(seat, Seat):
            seats.leave(seat=seat)
    return redirect("video:guest_room", guest_token)
