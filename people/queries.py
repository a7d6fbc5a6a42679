"""Facts about many patients, invitations and sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now

from people.models import Invitation, Patient, Session
from people.sessions import SessionStore, key_hash


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One browser or program that is signed in; `handle` names it and opens nothing."""

    handle: str
    label: str
    seen_at: datetime
    is_this_one: bool


def own_sessions(person_id: UUID, current: SessionStore) -> list[OwnSession]:
    """Where a person is signed in now, this one first."""
    here = key_hash(current.session_key or "")
    rows = Session.objects.filter(person_id=person_id, expires_at__gt=Now())
    found = [
        OwnSession(bytes(row["key_hash"]).hex(), row["label"], row["seen_at"], bytes(row["key_hash"]) == here)
        for row in rows.order_by("-seen_at").values("key_hash", "label", "seen_at")
    ]
    return sorted(found, key=lambda session: not session.is_this_one)


def newest_invitations() -> QuerySet[Invitation]:
    """The invitations of this organisation, newest first."""
    rows = Invitation.objects.filter(representation=None)
    return rows.select_related("patient", "department").order_by("-created_at")


def patient_by_number(number: str) -> Patient | None:
    """The patient with this number at the organisation of the scope."""
    return Patient.objects.filter(number=number.strip()).first()
