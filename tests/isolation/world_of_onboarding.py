"""Rows about letting people in, of one side."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone


def seed(side: Any) -> None:
    """A rule that is on, who is due by it, and another key to each invitation."""
    from onboarding.models import DueInvitation, InvitationRule
    from people import codes
    from people.models import InvitationKey

    department_id = side.things["department_id"]["house"]
    InvitationRule.objects.create(department_id=department_id, is_on=True, visit_kinds=[side.word("staff")])
    for name in ("alice", "bob", "carla"):
        InvitationKey.objects.create(
            invitation_id=side.things["invitation_id"][name],
            kind="letter",
            key_hash=codes.letter_code_hash(side.word(name)),
            expires_at=timezone.now() + timedelta(days=7),
        )
        DueInvitation.objects.create(
            patient_id=side.things["patient_id"][name],
            department_id=department_id,
            visit_id=side.things["visit_id"][name],
        )
