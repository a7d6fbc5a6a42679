"""Letting in one by one, putting on hold, taking out, handing over. The visit is locked."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker
from conversations.readers import readers_of
from rowsecurity.errors import Refused
from tenants.models import Membership
from tenants.roles import Act, may, require
from video import rooms
from video.actions.records import log, tell
from video.actions.seats import refuse_full, refuse_shut
from video.models import Seat, VideoVisit


def admit(*, member: Membership, looker: Looker, visit: VideoVisit, seat: Seat) -> None:
    """Let somebody in who waits. Letting in twice is letting in once."""
    require(member, Act.WRITE_CONVERSATIONS)
    refuse_shut(visit)
    if seat.removed_at or seat.left_at:
        raise Refused(_("%(name)s is not in the waiting room any more.") % {"name": seat.label})
    if seat.admitted_at and not seat.held_at:
        return
    refuse_full(visit, seat)
    seat.admitted_at, seat.held_at = seat.admitted_at or timezone.now(), None
    seat.save(update_fields=["admitted_at", "held_at"])
    log(looker=looker, visit=visit, event="video.admitted")
    tell(visit)


def hold(*, member: Membership, looker: Looker, visit: VideoVisit, seat: Seat) -> None:
    """Put somebody on hold: they see and hear nothing until `admit`."""
    require(member, Act.WRITE_CONVERSATIONS)
    _refuse_team(seat)
    if not seat.is_in:
        raise Refused(_("%(name)s is not in the room.") % {"name": seat.label})
    seat.held_at = timezone.now()
    seat.save(update_fields=["held_at"])
    rooms.put_out(room=visit.id, seat=seat.id)
    log(looker=looker, visit=visit, event="video.held")
    tell(visit)


def remove(*, member: Membership, looker: Looker, visit: VideoVisit, seat: Seat) -> None:
    """Take somebody out of the room or the waiting room, for this visit."""
    require(member, Act.WRITE_CONVERSATIONS)
    _refuse_team(seat)
    if seat.removed_at is None:
        seat.removed_at = timezone.now()
        seat.save(update_fields=["removed_at"])
        rooms.put_out(room=visit.id, seat=seat.id)
        log(looker=looker, visit=visit, event="video.removed")
        tell(visit)


def put_out_strangers(*, visit: VideoVisit) -> None:
    """Take out whoever may not reach the visit any more. With access again the team lets them in."""
    readers = {reader.person_id for reader in readers_of(visit.conversation)}
    rows = Seat.objects.filter(visit=visit, person__isnull=False, left_at=None, removed_at=None)
    strangers = [seat for seat in rows.select_related("member") if not _may_be_here(seat, readers)]
    for seat in strangers:
        now = timezone.now()
        # Who was in comes back on hold; two pages of the team may see it at once.
        held_at = now if seat.admitted_at else None
        if Seat.objects.filter(id=seat.id, left_at=None).update(left_at=now, held_at=held_at):
            log(looker=Looker(label="", role="platform"), visit=visit, event="video.removed")
        rooms.put_out(room=visit.id, seat=seat.id)
    if strangers:
        tell(visit)


def _may_be_here(seat: Seat, readers: Collection[UUID]) -> bool:
    if seat.kind != Seat.Kind.TEAM:
        return seat.person_id in readers
    return bool(seat.member and not seat.member.ended_at and may(seat.member, Act.WRITE_CONVERSATIONS))


def hand_over(*, member: Membership, looker: Looker, visit: VideoVisit, to: Membership) -> None:
    """From now on a colleague is who the patient waits for, or talks with."""
    require(member, Act.WRITE_CONVERSATIONS)
    if visit.is_over:
        raise Refused(_("This video visit is over."))
    visit.clinician = to
    visit.save(update_fields=["clinician"])
    log(looker=looker, visit=visit, event="video.handed_over")
    tell(visit)


def _refuse_team(seat: Seat) -> None:
    if seat.kind == Seat.Kind.TEAM:
        raise Refused(_("A colleague leaves the room by themselves."))
