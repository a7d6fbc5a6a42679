"""One message to many, agreed to and with a patient who got it."""

from __future__ import annotations

from uuid import uuid4

from django.utils import timezone

from broadcasts import places
from broadcasts.models import Broadcast, BroadcastRecipient
from tenants import envelope
from tests.isolation.world import PATIENTS, Side


def seed(side: Side) -> None:
    broadcast = Broadcast(
        id=uuid4(),
        organisation_id=side.id,
        department_id=side.things["department_id"]["house"],
        author_id=side.things["membership_id"]["staff"],
        stopped_at=timezone.now(),
        agreed_at=timezone.now(),
    )
    for name, place in (("subject_sealed", places.subject), ("text_sealed", places.text)):
        sealed = envelope.seal(side.id, place(broadcast.id), side.word("staff", "care"))
        setattr(broadcast, name, sealed)
    broadcast.save(force_insert=True)
    side.tell("broadcast_id", "staff", broadcast.id)
    for name in PATIENTS:
        BroadcastRecipient.objects.create(
            broadcast=broadcast,
            patient_id=side.things["patient_id"][name],
            is_reachable=True,
            conversation_id=side.things["conversation_id"][name],
            number=2,
            sent_at=timezone.now(),
        )
