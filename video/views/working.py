"""What somebody of the team does with a visit: let in, hold, take out, hand over, invite, move, cancel."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from conversations.access import access_colleague
from people.edges import MemberRequest
from people.looker import looker
from rowsecurity.errors import Invalid
from video import queries
from video.access import access_guest, access_seat, access_visit
from video.actions import admitting, guests, planning, sealing
from video.forms import GuestForm, moment_field
from video.models import VideoVisit
from video.views import joining
from video.views.numbers import identity, whole


def back(request: MemberRequest, visit: VideoVisit) -> HttpResponse:
    """Where the press came from: the open room draws its state again, a list is shown again."""
    if request.POST.get("terug") == "stand":
        return joining.state(request, visit, queries.team_seat_of(visit, request.user), is_team=True)
    if request.POST.get("terug") == "lijst":
        return redirect("video:board", request.organisation.slug)
    return redirect("video:room", request.organisation.slug, visit.id)


def _with_seat(request: MemberRequest, video_id: UUID, act: Callable[..., None]) -> HttpResponse:
    visit = access_visit(request.membership, video_id, lock=True)
    seat = access_seat(visit, identity(request, "stoel"), lock=True)
    act(member=request.membership, looker=looker(request), visit=visit, seat=seat)
    return back(request, visit)


@require_POST
def admit(request: MemberRequest, video_id: UUID) -> HttpResponse:
    """Let one in, or back in."""
    return _with_seat(request, video_id, admitting.admit)


@require_POST
def hold(request: MemberRequest, video_id: UUID) -> HttpResponse:
    """Put one on hold."""
    return _with_seat(request, video_id, admitting.hold)


@require_POST
def remove(request: MemberRequest, video_id: UUID) -> HttpResponse:
    """Take one out."""
    return _with_seat(request, video_id, admitting.remove)


@require_POST
def hand_over(request: MemberRequest, video_id: UUID) -> HttpResponse:
    """Give the visit to a colleague."""
    visit = access_visit(request.membership, video_id, lock=True)
    to = access_colleague(request.membership, identity(request, "medewerker"))
    admitting.hand_over(member=request.membership, looker=looker(request), visit=visit, to=to)
    messages.success(request, _("%(name)s has this video visit now.") % {"name": to.display_name})
    return back(request, visit)


@require_POST
def invite_guest(request: MemberRequest, video_id: UUID) -> HttpResponse:
    """Send a link to somebody without an account."""
    visit = access_visit(request.membership, video_id, lock=True)
    form = GuestForm(request.POST)
    if not form.is_valid():
        return render(request, "video/guest_form.html", {"visit": visit, "guest_form": form}, status=422)
    guest = guests.invite(member=request.membership, looker=looker(request), visit=visit, offer=form.offer())
    messages.success(request, _("The link is on its way to %(name)s.") % {"name": guest.name})
    return back(request, visit)


@require_POST
def withdraw_guest(request: MemberRequest, video_id: UUID) -> HttpResponse:
    """Take a link back; whoever came in by it is out."""
    visit = access_visit(request.membership, video_id, lock=True)
    guest = access_guest(visit, identity(request, "gast"))
    guests.withdraw(member=request.membership, looker=looker(request), visit=visit, guest=guest)
    return back(request, visit)


@require_POST
def move(request: MemberRequest, video_id: UUID) -> HttpResponse:
    """Another moment."""
    visit = access_visit(request.membership, video_id, lock=True)
    try:
        starts_at = moment_field("").clean(request.POST.get("starts_at", ""))
    except ValidationError as error:
        raise Invalid(_("Choose a day and a time.")) from error
    planning.move(member=request.membership, looker=looker(request), visit=visit, starts_at=starts_at)
    return back(request, visit)


@require_POST
def cancel(request: MemberRequest, video_id: UUID) -> HttpResponse:
    """It does not take place."""
    visit = access_visit(request.membership, video_id, lock=True)
    planning.cancel(member=request.membership, looker=looker(request), visit=visit)
    messages.success(request, _("The video visit is cancelled. The patient reads it in the conversation."))
    return redirect("video:board", request.organisation.slug)


@require_POST
def seal(request: MemberRequest, video_id: UUID) -> HttpResponse:
    """Encrypt this visit from end to end, or not."""
    visit = access_visit(request.membership, video_id, lock=True)
    is_sealed = request.POST.get("aan") == "ja"
    sealing.change(member=request.membership, looker=looker(request), visit=visit, is_sealed=is_sealed)
    return back(request, visit)


@require_POST
def run_late(request: MemberRequest) -> HttpResponse:
    """Tell who waits that it gets later."""
    planning.run_late(member=request.membership, minutes=whole(request, "minuten"))
    return redirect("video:board", request.organisation.slug)
