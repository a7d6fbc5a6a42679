"""The only way to a video visit, a seat and a guest; strangers get the answer of an id that is not there."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from conversations.access import access_own_conversation
from people.codes import token_hash
from people.models import Person
from rowsecurity.errors import NotFound
from tenants.models import Membership
from tenants.roles import Act, require
from video.models import Guest, Seat, VideoVisit, WalkInDesk

RELATED = ("patient", "department", "clinician", "organisation")


def access_visit(member: Membership, visit_id: UUID, *, lock: bool = False) -> VideoVisit:
    """A visit of the member's organisation; `lock` before changing it."""
    require(member, Act.WRITE_CONVERSATIONS)
    rows = VideoVisit.objects.filter(organisation_id=member.organisation_id, id=visit_id)
    rows = rows.select_related(*RELATED, "conversation")
    visit = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if visit is None:
        raise NotFound(_("This video visit does not exist, or is not meant for you."))
    return visit


def access_own_visit(person: Person, visit_id: UUID) -> VideoVisit:
    """A visit of the patient's side: whoever reaches its conversation now. In a person scope."""
    visit = VideoVisit.objects.filter(id=visit_id).select_related(*RELATED[:2], "organisation").first()
    if visit is None:
        raise NotFound(_("This video visit does not exist, or is not meant for you."))
    conversation = access_own_conversation(person, visit.conversation_id)
    if conversation.read_until is not None:
        raise NotFound(_("This video visit does not exist, or is not meant for you."))
    return visit


def read_visit(visit_id: UUID, *, lock: bool = False) -> VideoVisit:
    """A visit that was reached before in another scope: by the person, or by the link of a guest."""
    rows = VideoVisit.objects.select_related(*RELATED, "conversation")
    return (rows.select_for_update(of=("self",)) if lock else rows).get(id=visit_id)


def access_seat(visit: VideoVisit, seat_id: UUID, *, lock: bool = False) -> Seat:
    """A seat of a visit that was reached first."""
    rows = Seat.objects.filter(visit=visit, id=seat_id)
    seat = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if seat is None:
        raise NotFound(_("This person is not in this video visit."))
    return seat


def access_guest(visit: VideoVisit, guest_id: UUID) -> Guest:
    """A guest of a visit that was reached first, locked."""
    guest = Guest.objects.filter(visit=visit, id=guest_id).select_for_update(of=("self",)).first()
    if guest is None:
        raise NotFound(_("This guest does not exist."))
    return guest


def access_desk(member: Membership, desk_id: UUID) -> WalkInDesk:
    """A walk-in desk of the member's organisation."""
    require(member, Act.WRITE_CONVERSATIONS)
    desk = WalkInDesk.objects.filter(organisation_id=member.organisation_id, id=desk_id).first()
    if desk is None:
        raise NotFound(_("This walk-in desk does not exist."))
    return desk


@dataclass(frozen=True, slots=True)
class Found:
    """Which guest a link belongs to; says nothing about whether it still leads in."""

    organisation_id: UUID
    guest_id: UUID


def find_guest(token: str) -> Found | None:
    """Find the guest of a link, outside any scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation_id, id FROM video_guest_by_token(%s)", [token_hash(token)])
        row = cursor.fetchone()
    return Found(*row) if row else None


def access_found_guest(found: Found, *, lock: bool = False) -> Guest:
    """The guest of a link, in the job scope of its organisation; an ended one is not there."""
    rows = Guest.objects.filter(id=found.guest_id, withdrawn_at=None)
    rows = rows.select_related("visit__department", "visit__organisation", "visit__clinician")
    guest = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if guest is None or guest.visit.is_over:
        raise NotFound(_("This link no longer leads in."))
    return guest
