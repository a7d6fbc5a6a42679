"""Which departments may charge, who was told so, and which conversations were a consult."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from rowsecurity.models import TenantForeignKey, TenantOwned


class Charging(TenantOwned):
    """A department may charge a written consult, and says so before a patient writes."""

    department = TenantForeignKey("tenants.Department", models.CASCADE, related_name="+")
    since = models.DateTimeField(db_default=Now())

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint("organisation", "department", name="charging_once")]

    def __str__(self) -> str:
        return f"department {self.department_id} may charge"


class Told(TenantOwned):
    """The patient's side read, before writing, that this conversation may be charged."""

    conversation = TenantForeignKey("conversations.Conversation", models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint("organisation", "conversation", name="told_once")]

    def __str__(self) -> str:
        return f"told about {self.conversation_id}"


class WrittenConsult(TenantOwned):
    """A closed conversation that a clinician marked as a consult; withdrawn, it stays visible as such."""

    class Replaces(models.TextChoices):
        FIRST = "first", _("a first visit")
        FOLLOW_UP = "follow-up", _("a follow-up visit")

    conversation = TenantForeignKey("conversations.Conversation", models.PROTECT, related_name="+")
    patient = TenantForeignKey("people.Patient", models.PROTECT, related_name="+")
    department = TenantForeignKey("tenants.Department", models.PROTECT, related_name="+")
    marked_by = TenantForeignKey("tenants.Membership", models.PROTECT, related_name="+")
    replaces = models.CharField(max_length=9, choices=Replaces)
    marked_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "conversation"],
                condition=Q(withdrawn_at=None),
                name="one_consult_per_conversation",
            )
        ]
        indexes = [models.Index(fields=["organisation", "marked_at"], name="consults_by_day")]

    def __str__(self) -> str:
        return f"consult {self.id}"
