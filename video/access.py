"""The only way to a video visit, a seat and a guest; strangers get the answer of an id that is not there."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from conversations.access import access_own_conversation, access_own_department, own_patients
from people.codes import token_hash
from people.models import Patient, Person
from rowsecurity.errors import NotFound
from tenants.models import Membership
from tenants.roles import Act, require
from video import rules
from video.models import Guest, KeptVisit, Seat, VideoVisit, WalkInDesk

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
    # One answer for what is not there and for what belongs to somebody else.
    unknown = NotFound(_("This video visit does not exist, or is not meant for you."))
    visit = VideoVisit.objects.filter(id=visit_id).select_related(*RELATED[:2], "organisation").first()
    if visit is None:
        raise unknown
    try:
        conversation = access_own_conversation(person, visit.conversation_id)
    except NotFound:
        raise unknown from None
    if conversation.read_until is not None:
        raise unknown
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


def access_own_desk(person: Person, desk_id: UUID) -> tuple[WalkInDesk, Patient]:
    """A walk-in desk that somebody may come to as a patient, and who they are there. In a person scope."""
    desk = WalkInDesk.objects.filter(id=desk_id).first()
    own = {each.organisation_id: each for each in own_patients(person)}
    if desk is None or desk.organisation_id not in own:
        raise NotFound(_("This walk-in desk does not exist."))
    access_own_department(person, desk.department_id)
    return desk, own[desk.organisation_id]


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


def _is_forgotten(visit: VideoVisit) -> bool:
    """Whether the way in of a guest has ended for good."""
    if visit.cancelled_at:
        return True
    return visit.ended_at is not None and visit.ended_at + rules.GUESTS_KEPT < timezone.now()


def access_own_kept_visit(person: Person, kept_visit_id: UUID) -> KeptVisit:
    """A visit that somebody keeps as its guest. In their own scope."""
    kept = KeptVisit.objects.filter(person=person, id=kept_visit_id).first()
    if kept is None:
        raise NotFound(_("This video visit does not exist, or is not meant for you."))
    return kept


def access_found_guest(found: Found, *, lock: bool = False) -> Guest:
    """The guest of a link, in the job scope of its organisation; not there some days after the visit."""
    rows = Guest.objects.filter(id=found.guest_id, withdrawn_at=None)
    rows = rows.select_related("visit__department", "visit__organisation", "visit__clinician")
    guest = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if guest is None or _is_forgotten(guest.visit):
        raise NotFound(_("This link no longer leads in."))
    return guest
