"""What an organisation keeps: its terms, a deletion that waits, a removal, a copy; `world` calls it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from audit.models import Cleared
from keeping.models import Erasure, Everything, Removal, Terms
from rowsecurity.scopes import narrow
from tests.isolation.world import Side


def seed(side: Side) -> None:
    """An admin asks and sets, no job does; and only the eraser notes what it removed."""
    narrow("bd_staff")
    Terms.objects.create()
    adam = side.things["membership_id"]["adam"]
    erasure = Erasure.objects.create(
        patient_id=side.things["patient_id"]["bob"], reason="asked", asked_by_id=adam
    )
    side.tell("erasure_id", "staff", erasure.id)
    copy = Everything.objects.create(asked_by_id=adam, expires_at=timezone.now() + timedelta(days=7))
    side.tell("copy_id", "staff", copy.id)
    narrow("bd_eraser")
    Removal.objects.create(kind="files", numbers={"files.StoredFile": 1}, patients=1)
    Cleared.objects.create(through=0, lines=0)
