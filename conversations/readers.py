"""Who reads along with a conversation now: the patient and whom they, or the team, let in.

Asked in the scope of the organisation; `reach` is the answer for one person in their own scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from conversations.models import Conversation
from people.models import Patient, Representation


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody of the patient's side; `may_write` who acts there, and does not only look."""

    person_id: UUID
    may_write: bool


def readers_of(conversation: Conversation) -> list[Reader]:
    """The patient first, if they have an account; then relatives who reach this conversation now."""
    patient = conversation.patient
    own = [Reader(patient.person_id, True)] if patient.person_id else []
    if conversation.is_private:
        return own
    others = Representation.objects.filter(
        Q(covers_all=True) | Q(id__in=conversation.shared.values("representation")),
        Q(ends_at=None) | Q(ends_at__gt=Now()),
        patient=patient,
        person__isnull=False,
        starts_at__lte=Now(),
    )
    return own + [Reader(*row) for row in others.values_list("person_id", "may_write")]


def has_reader(patient: Patient) -> bool:
    """Whether anybody would read a new conversation with this patient now."""
    if patient.person_id:
        return True
    others = Representation.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=Now()), patient=patient, covers_all=True, person__isnull=False
    )
    return others.filter(starts_at__lte=Now()).exists()


def who_must_read(conversation: Conversation) -> list[UUID]:
    """Whose reading counts: the patient, and who may act for them."""
    return [reader.person_id for reader in readers_of(conversation) if reader.may_write]
