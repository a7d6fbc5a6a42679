"""What an organisation chooses for all its video visits."""

from __future__ import annotations

from collections.abc import Collection

from tenants.models import Membership
from tenants.roles import Act, require
from video.models import AppointmentCodes, Sealing


def choose_sealing(*, member: Membership, is_on: bool) -> None:
    """From now on new visits are sealed from end to end, or not."""
    require(member, Act.CONFIGURE_ORGANISATION)
    if not Sealing.objects.update(is_on=is_on):
        Sealing.objects.create(is_on=is_on)


def choose_codes(*, member: Membership, codes: Collection[str]) -> None:
    """From now on an appointment with one of these codes (in capitals) has a waiting room by itself."""
    require(member, Act.CONFIGURE_ORGANISATION)
    if not AppointmentCodes.objects.update(codes=list(codes)):
        AppointmentCodes.objects.create(codes=list(codes))
