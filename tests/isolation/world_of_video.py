"""A video visit of each patient, who waits for it, with a guest; and a walk-in desk."""

from __future__ import annotations

from datetime import time, timedelta
from uuid import uuid4

from django.utils import timezone

from people import codes
from tests.isolation.world import HOLDER, PATIENTS, Side
from video.models import AppointmentCodes, Guest, KeptVisit, RoomLine, Sealing, Seat, VideoVisit, WalkInDesk


def seed(side: Side) -> None:
    department_id = side.things["department_id"]["house"]
    desk = WalkInDesk.objects.create(
        department_id=department_id, weekdays=list(range(7)), opens=time(0), closes=time(23, 59, 59)
    )
    side.tell("walk_in_id", "house", desk.id)
    Sealing.objects.create(is_on=True)
    AppointmentCodes.objects.create(codes=["VIDEO"])
    side.tell("plan_id", "staff", uuid4())
    for name in PATIENTS:
        visit = VideoVisit.objects.create(
            conversation_id=side.things["conversation_id"][name],
            patient_id=side.things["patient_id"][name],
            department_id=department_id,
            clinician_id=side.things["membership_id"]["staff"],
            starts_at=timezone.now() + timedelta(minutes=20),
        )
        side.tell("video_id", name, visit.id)
        # A walk takes minutes; whoever is silent that long would wait no longer.
        seat = Seat.objects.create(
            visit=visit,
            person=side.people[name],
            kind=Seat.Kind.PATIENT,
            label=side.word(name),
            seen_at=timezone.now() + timedelta(days=1),
        )
        side.tell("seat_id", name, seat.id)
        RoomLine.objects.create(visit=visit, seat=seat, number=1)
        _seed_guest(side, name, visit)


def _seed_guest(side: Side, name: str, visit: VideoVisit) -> None:
    token = codes.new_token()
    guest = Guest.objects.create(
        visit=visit,
        name=side.word(HOLDER),
        mobile="+31612345678",
        invited_by_id=side.things["membership_id"]["staff"],
        token_hash=codes.token_hash(token),
    )
    side.tell("guest_id", name, guest.id)
    side.tell("guest_token", name, token)
    kept = KeptVisit.objects.create(
        guest=guest,
        person=side.people[name],
        relation=guest.relation,
        department_name="REU",
        started_at=timezone.now(),
        ended_at=timezone.now(),
    )
    side.tell("kept_visit_id", name, kept.id)
