"""Which visits there are, who waits for whom, and who is in a room."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Now
from django.utils import timezone

from conversations.models import Conversation, Message
from people.models import Person
from tenants.models import DepartmentMembership, Membership
from video import rules
from video.models import AppointmentCodes, Guest, KeptVisit, RoomLine, Sealing, Seat, VideoVisit, WalkInDesk

AHEAD = timedelta(days=14)
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Board:
    """The visits of a team: where somebody waits, which go on, and what comes."""

    waiting: list[VideoVisit]
    going_on: list[VideoVisit]
    to_come: list[VideoVisit]

    @property
    def count(self) -> int:
        """How many people wait."""
        return sum(len(waiting_of(visit)) for visit in self.waiting)

    @property
    def next_walk_in(self) -> VideoVisit | None:
        """Who waits longest without a moment of their own, and with nobody yet."""
        return next((visit for visit in self.waiting if visit.is_walk_in and not visit.clinician_id), None)


def board(departments: Collection[UUID]) -> Board:
    """What a team has before it. As many statements for one visit as for thirty."""
    rows = VideoVisit.objects.filter(
        ended_at=None,
        cancelled_at=None,
        department__in=departments,
        starts_at__gt=Now() - rules.AFTER - timedelta(hours=2),
        starts_at__lt=Now() + AHEAD,
    )
    seats = Seat.objects.filter(left_at=None, removed_at=None).order_by("came_at")
    rows = rows.select_related("patient", "department", "clinician")
    rows = rows.prefetch_related(Prefetch("seats", seats, to_attr="taken"))
    visits = list(rows.order_by("starts_at", "id")[:MOST_SHOWN])
    now = timezone.now()
    open_now = [visit for visit in visits if not visit.window.has_closed(now)]
    waiting = [visit for visit in open_now if waiting_of(visit) and not is_going_on(visit)]
    return Board(
        # Whoever waits longest comes first where nobody has a moment of their own.
        sorted(
            waiting, key=lambda visit: waiting_of(visit)[0].came_at if visit.is_walk_in else visit.starts_at
        ),
        [visit for visit in open_now if is_going_on(visit)],
        [visit for visit in open_now if not is_going_on(visit) and visit not in waiting],
    )


def waiting_of(visit: VideoVisit) -> list[Seat]:
    """Who sits in the waiting room of a visit of `board`."""
    return [seat for seat in visit.taken if seat.is_waiting]  # type: ignore[attr-defined]


def is_going_on(visit: VideoVisit) -> bool:
    """Whether somebody of the team is in the room of a visit of `board`."""
    taken: list[Seat] = visit.taken  # type: ignore[attr-defined]
    return any(seat.kind == Seat.Kind.TEAM and seat.is_in and seat.is_seen for seat in taken)


def departments_of(member: Membership) -> list[UUID]:
    """Where a member works."""
    return list(
        DepartmentMembership.objects.filter(membership=member).values_list("department_id", flat=True)
    )


def seats_of(visit: VideoVisit) -> list[Seat]:
    """Everybody who is here now, who came first in front."""
    rows = Seat.objects.filter(visit=visit, left_at=None, removed_at=None, seen_at__gt=Now() - rules.SILENCE)
    return list(rows.select_related("guest").order_by("came_at", "id"))


def inside(visit: VideoVisit) -> list[UUID]:
    """The seats whose media may flow."""
    seats = Seat.objects.filter(visit=visit, admitted_at__isnull=False)
    return list(seats.filter(held_at=None, left_at=None, removed_at=None).values_list("id", flat=True))


def guests_of(visit: VideoVisit) -> list[Guest]:
    """Whose link still leads in."""
    rows = Guest.objects.filter(visit=visit, withdrawn_at=None)
    # Some days after the visit nothing is known of them any more.
    return list(rows.exclude(mobile="").order_by("created_at"))


def before(visit: VideoVisit) -> int:
    """How many visits come before this one: of the same clinician, or who waits longer at a walk-in desk."""
    rows = VideoVisit.objects.filter(
        department_id=visit.department_id, ended_at=None, cancelled_at=None, is_walk_in=visit.is_walk_in,
        starts_at__gt=Now() - timedelta(hours=12),
    )  # fmt: skip
    here = Seat.objects.filter(
        visit=OuterRef("id"), left_at=None, removed_at=None, seen_at__gt=Now() - rules.SILENCE
    )
    others = rows.exclude(id=visit.id)
    if visit.is_walk_in:
        # As on the board of the team: since when somebody waits, not since when there is a visit.
        since = Subquery(here.order_by("came_at").values("came_at")[:1])
        own = Seat.objects.filter(visit=visit, left_at=None, removed_at=None).aggregate(since=Min("came_at"))
        return others.annotate(since=since).filter(since__lt=own["since"] or Now()).count()
    earlier = Q(starts_at__lt=visit.starts_at) | Q(starts_at=visit.starts_at, id__lt=visit.id)
    return others.filter(earlier, Exists(here), clinician_id=visit.clinician_id).count()


def visits_of_conversation(conversation: Conversation) -> list[VideoVisit]:
    """Visits of a conversation that are to come or go on, the next first."""
    rows = VideoVisit.objects.filter(
        conversation=conversation, ended_at=None, cancelled_at=None, starts_at__gt=Now() - timedelta(hours=6)
    )
    visits = rows.select_related("clinician", "department").order_by("starts_at")
    return [visit for visit in visits if not visit.window.has_closed(timezone.now())]


def own_visits(conversations: QuerySet[Conversation]) -> list[VideoVisit]:
    """Visits to come in the conversations that somebody of the patient's side reaches."""
    rows = VideoVisit.objects.filter(
        conversation__in=conversations,
        ended_at=None,
        cancelled_at=None,
        starts_at__gt=Now() - timedelta(hours=6),
    )
    visits = rows.select_related("department", "organisation", "patient").order_by("starts_at")
    return [visit for visit in visits if not visit.window.has_closed(timezone.now())]


def kept_visits(person: Person) -> list[KeptVisit]:
    """The visits that somebody was a guest of and keeps, the last first. In their own scope."""
    rows = KeptVisit.objects.filter(person=person).select_related("organisation")
    return list(rows.order_by("-started_at")[:MOST_SHOWN])


def seat_of(visit: VideoVisit, person: Person | None = None, guest: Guest | None = None) -> Seat | None:
    """The seat of somebody of the patient's side, or of a guest, if they came before."""
    rows = Seat.objects.filter(visit=visit).exclude(kind=Seat.Kind.TEAM)
    return rows.filter(person=person).first() if person else rows.filter(guest=guest).first()


def team_seat_of(visit: VideoVisit, person: Person) -> Seat | None:
    """The seat of somebody who came in as one of the team."""
    return Seat.objects.filter(visit=visit, person=person, kind=Seat.Kind.TEAM).first()


def desks(organisations: Collection[UUID]) -> list[WalkInDesk]:
    """The walk-in desks of these organisations."""
    rows = WalkInDesk.objects.filter(organisation__in=organisations)
    return list(rows.select_related("department", "organisation").order_by("department__name"))


def is_sealing() -> bool:
    """Whether new visits of this organisation are sealed from end to end."""
    chosen = Sealing.objects.values_list("is_on", flat=True).first()
    return chosen is not False


def codes_by_video() -> frozenset[str]:
    """How the own system of this organisation calls an appointment by video, in capitals."""
    chosen = AppointmentCodes.objects.values_list("codes", flat=True).first()
    return rules.CODES_BY_VIDEO if chosen is None else frozenset(chosen)


def lines_of(visit: VideoVisit) -> list[Message]:
    """What was written in the room, and nothing else of the conversation; the newest hundred."""
    written = RoomLine.objects.filter(visit=visit).values("number")
    rows = Message.objects.filter(conversation_id=visit.conversation_id, number__in=written)
    return list(rows.order_by("-number")[:MOST_SHOWN])[::-1]


def at_moments(
    patients: Collection[UUID], moments: Collection[datetime]
) -> dict[tuple[UUID, datetime], UUID]:
    """The video visits of patients at these moments: who, when, and the visit. For the patient's side."""
    rows = VideoVisit.objects.filter(
        patient__in=patients, starts_at__in=moments, cancelled_at=None, ended_at=None
    )
    return {(who, at): visit for who, at, visit in rows.values_list("patient_id", "starts_at", "id")}
