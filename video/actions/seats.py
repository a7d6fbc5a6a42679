"""Taking a seat in the waiting room, being there, and leaving. In a scope of the organisation."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker
from people.models import Person
from rowsecurity.errors import Refused
from tenants.models import Membership
from video import rooms, rules
from video.actions.records import log, tell
from video.models import Guest, Seat, VideoVisit


@dataclass(frozen=True, slots=True)
class Check:
    """What the check of a device found; None where it was not done."""

    has_camera: bool | None = None
    has_microphone: bool | None = None
    line: str = ""

    @property
    def values(self) -> dict[str, object]:
        line = self.line if self.line in Seat.Line.values else ""
        return {"has_camera": self.has_camera, "has_microphone": self.has_microphone, "line": line}


def come_as_own_side(
    *, looker: Looker, visit: VideoVisit, person: Person, is_patient: bool, check: Check
) -> Seat:
    """The patient or a relative is in the waiting room. `visit` is locked."""
    refuse_shut(visit)
    kind = Seat.Kind.PATIENT if is_patient else Seat.Kind.RELATIVE
    seat = Seat.objects.filter(visit=visit, person=person).first()
    if seat is None:
        _refuse_full(visit)
        seat = Seat(visit=visit, person=person, kind=kind)
    return _sit_down(looker, visit, seat, person.name, check)


def come_as_guest(*, looker: Looker, visit: VideoVisit, guest: Guest, check: Check) -> Seat:
    """A guest is in the waiting room. `visit` is locked."""
    refuse_shut(visit)
    seat = Seat.objects.filter(guest=guest).first()
    if seat is None:
        _refuse_full(visit)
        seat = Seat(visit=visit, guest=guest, kind=Seat.Kind.GUEST)
    return _sit_down(looker, visit, seat, guest.label, check)


def enter_as_team(*, member: Membership, looker: Looker, visit: VideoVisit) -> Seat:
    """Somebody of the team goes in; that begins the visit. `visit` is locked."""
    refuse_shut(visit)
    seat = Seat.objects.filter(visit=visit, person=member.person_id).first()
    if seat is None or not seat.is_in:
        _refuse_full(visit)
    seat = seat or Seat(visit=visit, person_id=member.person_id, member=member, kind=Seat.Kind.TEAM)
    now = timezone.now()
    seat.label, seat.member, seat.kind = member.label[:120], member, Seat.Kind.TEAM
    seat.admitted_at, seat.seen_at = seat.admitted_at or now, now
    seat.left_at = seat.removed_at = seat.held_at = None
    seat.save()
    visit.started_at = visit.started_at or now
    visit.clinician = visit.clinician or member
    visit.save(update_fields=["started_at", "clinician"])
    log(looker=looker, visit=visit, event="video.entered")
    tell(visit)
    return seat


def still_here(seat: Seat) -> None:
    """The page says that somebody is still there."""
    was_silent = not seat.is_seen
    Seat.objects.filter(id=seat.id).update(seen_at=Now())
    if was_silent and not seat.removed_at:
        tell(seat.visit)


def leave(*, seat: Seat) -> None:
    """Out of the room or the waiting room; whoever was let in may come back by themselves."""
    if seat.left_at is None and seat.removed_at is None:
        seat.left_at = timezone.now()
        seat.save(update_fields=["left_at"])
        rooms.put_out(room=seat.visit_id, seat=seat.id)
        tell(seat.visit)


def refuse_shut(visit: VideoVisit) -> None:
    """Refuse whoever wants in while the room is not open, with the sentence that says when it is."""
    now = timezone.now()
    if visit.cancelled_at:
        raise Refused(_("This video visit does not take place."))
    if visit.ended_at:
        raise Refused(_("This video visit is over."))
    if not visit.window.has_opened(now):
        raise Refused(_("The waiting room is not open yet."))
    if visit.window.has_closed(now):
        raise Refused(_("This video visit was some time ago; the room is closed."))


def _sit_down(looker: Looker, visit: VideoVisit, seat: Seat, label: str, check: Check) -> Seat:
    if seat.removed_at:
        raise Refused(
            _("You were taken out of this video visit. Call the department if you have a question.")
        )
    now = timezone.now()
    is_back = seat._state.adding or seat.left_at is not None or not seat.is_seen
    seat.label = label[:120]
    for name, value in check.values.items():
        setattr(seat, name, value)
    if is_back and not seat.admitted_at:
        seat.came_at = now
    seat.seen_at, seat.left_at = now, None
    seat.save()
    if is_back:
        log(looker=looker, visit=visit, event="video.came")
    tell(visit)
    return seat


def _refuse_full(visit: VideoVisit) -> None:
    rows = Seat.objects.filter(visit=visit, left_at=None, removed_at=None)
    if rows.filter(seen_at__gt=Now() - rules.SILENCE).count() >= rules.MOST_IN_A_ROOM:
        raise Refused(_("This video visit is full: six people fit in. Somebody has to leave first."))
