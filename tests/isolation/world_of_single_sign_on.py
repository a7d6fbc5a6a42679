"""A provider of each organisation, off, and one colleague it knows; `world` calls it."""

from __future__ import annotations

from uuid import uuid4

from django.utils import timezone

from single_sign_on import places
from single_sign_on.models import Provider, WorkIdentity
from tenants import envelope
from tests.isolation.world import Side


def seed(side: Side) -> None:
    provider_id = uuid4()
    provider = Provider.objects.create(
        id=provider_id,
        issuer="https://login.example.org",
        client_id=side.word("staff", "setting"),
        secret_sealed=envelope.seal(side.id, places.secret(provider_id), side.word("staff")),
        role_names={side.word("staff", "setting"): "desk"},
    )
    WorkIdentity.objects.create(
        membership_id=side.things["membership_id"]["staff"],
        subject=side.word("staff"),
        checked_at=timezone.now(),
        **provider.names,
    )
