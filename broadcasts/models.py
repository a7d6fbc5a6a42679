"""A message to many patients, and each of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from broadcasts import places
from rowsecurity.models import TenantForeignKey, TenantOwned
from tenants import envelope


class Broadcast(TenantOwned):
    """Written once, by one member, for one department. Nothing is sent before `agreed_at`."""

    department = TenantForeignKey("tenants.Department", models.PROTECT, related_name="+")
    author = TenantForeignKey("tenants.Membership", models.PROTECT, related_name="+")
    subject_sealed = models.BinaryField()
    text_sealed = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now())
    agreed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        indexes = [
            models.Index(fields=["organisation", "-created_at"], name="broadcasts_newest"),
            models.Index(
                fields=["agreed_at"],
                name="broadcasts_to_send",
                condition=Q(agreed_at__isnull=False, stopped_at=None, done_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"broadcast {self.id}"

    @property
    def subject(self) -> str:
        return envelope.open_sealed(self.organisation_id, places.subject(self.id), self.subject_sealed)

    @property
    def text(self) -> str:
        return envelope.open_sealed(self.organisation_id, places.text(self.id), self.text_sealed)

    @property
    def is_draft(self) -> bool:
        return self.agreed_at is None

    @property
    def is_sending(self) -> bool:
        return self.agreed_at is not None and self.stopped_at is None and self.done_at is None


class BroadcastRecipient(TenantOwned):
    """One patient. Without an account they are listed apart and not written to."""

    broadcast = TenantForeignKey(Broadcast, models.CASCADE, related_name="recipients")
    patient = TenantForeignKey("people.Patient", models.PROTECT, related_name="+")
    is_reachable = models.BooleanField()
    conversation = TenantForeignKey(
        "conversations.Conversation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    number = models.PositiveIntegerField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint("organisation", "broadcast", "patient", name="one_per_patient")
        ]

    def __str__(self) -> str:
        return f"recipient {self.id}"
