"""Facts about many patients, invitations and sessions."""

from __future__ import annotations

from django.db.models import QuerySet

from people.models import Invitation, Patient


def newest_invitations() -> QuerySet[Invitation]:
    """The invitations of this organisation, newest first."""
    return Invitation.objects.select_related("patient", "department").order_by("-created_at")


def patient_by_number(number: str) -> Patient | None:
    """The patient with this number at the organisation of the scope."""
    return Patient.objects.filter(number=number.strip()).first()
