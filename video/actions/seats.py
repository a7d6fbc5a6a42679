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
    seat = Seat.objects.filter(visit=visit, person=person).exclude(kind=Seat.Kind.TEAM).first()
    seat = seat or Seat(visit=visit, person=person, kind=kind)
    return _sit_down(looker, visit, seat, person.name, check)


def come_as_guest(*, looker: Looker, visit: VideoVisit, guest: Guest, check: Check) -> Seat:
    """A guest is in the waiting room. `visit` is locked."""
    refuse_shut(visit)
    seat = Seat.objects.filter(guest=guest).first()
    seat = seat or Seat(visit=visit, guest=guest, kind=Seat.Kind.GUEST)
    return _sit_down(looker, visit, seat, guest.label, check)


def enter_as_team(*, member: Membership, looker: Looker, visit: VideoVisit) -> Seat:
    """Somebody of the team goes in; that begins the visit. `visit` is locked."""
    refuse_shut(visit)
    seat = Seat.objects.filter(visit=visit, person=member.person_id, kind=Seat.Kind.TEAM).first()
    seat = seat or Seat(visit=visit, person_id=member.person_id, kind=Seat.Kind.TEAM)
    refuse_full(visit, seat)
    now = timezone.now()
    seat.label, seat.member = member.label[:120], member
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


def tell_line(*, seat: Seat | None, line: str) -> None:
    """How the line of somebody who waits is, as it was tried; the team sees it."""
    if seat and seat.admitted_at is None and seat.line != line:
        Seat.objects.filter(id=seat.id).update(line=line)
        tell(seat.visit)


def connected(*, visit: VideoVisit, seat: Seat, source: str) -> None:
    """A worker answered: from here on somebody is seen and heard. The first time is written down."""
    if seat.connected_at is None and Seat.objects.filter(id=seat.id, connected_at=None).update(
        connected_at=Now()
    ):
        role = seat.member.roles[0] if seat.member and seat.member.roles else seat.kind
        looker = Looker(label=seat.label, role=role, source=source)
        log(looker=looker, visit=visit, event="video.connected")


def pin_interpreters(*, visit: VideoVisit) -> None:
    """Whose hands or lips are read is seen at their best, also in a room of many on a thin line."""
    rows = Seat.objects.filter(visit=visit, guest__relation=Guest.Relation.INTERPRETER, removed_at=None)
    interpreters = list(rows.exclude(admitted_at=None).values_list("id", flat=True))
    if interpreters:
        rooms.pin(room=visit.id, seats=interpreters)


def leave(*, seat: Seat) -> None:
    """Out of the room or the waiting room; whoever was let in may come back by themselves."""
    if seat.left_at is None and seat.removed_at is None:
        seat.left_at, seat.caption_sealed = timezone.now(), None
        seat.save(update_fields=["left_at", "caption_sealed"])
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
    if is_back and seat.admitted_at and not seat.held_at:
        # Let in before, so in at once.
        refuse_full(visit, seat)
    seat.label = label[:120]
    for name, value in check.values.items():
        # What was not tried this time is as it was found before.
        if value not in (None, ""):
            setattr(seat, name, value)
    if is_back and not seat.admitted_at:
        seat.came_at = now
    seat.seen_at, seat.left_at = now, None
    seat.save()
    if is_back:
        log(looker=looker, visit=visit, event="video.came")
    tell(visit)
    return seat


def refuse_full(visit: VideoVisit, seat: Seat) -> None:
    """Refuse one more in the room. Who waits takes no place there, and one is kept for the team."""
    rows = Seat.objects.filter(visit=visit, admitted_at__isnull=False, held_at=None, left_at=None)
    rows = rows.filter(removed_at=None, seen_at__gt=Now() - rules.SILENCE).exclude(id=seat.id)
    kinds = list(rows.values_list("kind", flat=True))
    if len(kinds) >= rules.places(has_team=Seat.Kind.TEAM in [seat.kind, *kinds]):
        raise Refused(_("This video visit is full: six people fit in. Somebody has to leave first."))
