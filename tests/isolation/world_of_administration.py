"""What an organisation sets about itself; `world` calls it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tenants.models import HoursException, Location, Logo
from tests.isolation.world import Side


def seed(side: Side) -> None:
    """A logo, a place and a special day of one department."""
    Logo.objects.create(image=b"a picture")
    location = Location.objects.create(name=side.word("house"), address=side.word("house"))
    side.tell("location_id", "staff", location.id)
    day = HoursException.objects.create(
        department_id=side.things["department_id"]["house"],
        day=timezone.localdate() + timedelta(days=30),
        reason=side.word("house", "setting"),
    )
    side.tell("special_day_id", "staff", day.id)
