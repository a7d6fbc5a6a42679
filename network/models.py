"""Who agreed to be found by other organisations, and who takes part in a conversation of one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from rowsecurity.models import TenantForeignKey, TenantOwned


class Findable(TenantOwned):
    """A department that agreed to be found and invited by other organisations; its name is public then."""

    department = TenantForeignKey("tenants.Department", models.CASCADE, related_name="+")
    since = models.DateTimeField(db_default=Now())

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint("organisation", "department", name="findable_once")]

    def __str__(self) -> str:
        return f"department {self.department_id} may be found"


class Participation(TenantOwned):
    """A department of another organisation takes part in one conversation, until `ended_at`.

    The row belongs to the organisation of the conversation. The partner reads and writes through the doors of
    `0002_doors.sql` alone, which ask this row at every call.
    """

    class EndedBy(models.TextChoices):
        OWNER = "owner", _("the organisation of the conversation")
        PARTNER = "partner", _("the department that took part")

    conversation = TenantForeignKey("conversations.Conversation", models.CASCADE, related_name="+")
    patient = TenantForeignKey("people.Patient", models.PROTECT, related_name="+")
    partner = models.ForeignKey("tenants.Organisation", models.PROTECT, related_name="+")
    # Of the partner, so its key goes to (partner, department) and is made by the migration.
    partner_department_id = models.UUIDField()
    department_name = models.CharField(max_length=80, help_text="As it was when invited.")
    invited_by = TenantForeignKey("tenants.Membership", models.PROTECT, related_name="+")
    may_write = models.BooleanField(default=True)
    from_number = models.PositiveIntegerField(default=1, help_text="The first message they may read.")
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=7, choices=EndedBy, blank=True)
    # Since when the partner is expected to react; empty when nobody waits for it.
    asked_at = models.DateTimeField(null=True, blank=True)
    seen_number = models.PositiveIntegerField(default=0)
    # The partner wrote, and the patient's side has not been told yet.
    untold_since = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        ordering = ["started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "conversation", "partner_department_id"],
                condition=Q(ended_at=None),
                name="takes_part_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["partner", "partner_department_id"],
                name="taking_part",
                condition=Q(ended_at=None),
            ),
            models.Index(
                fields=["untold_since"], name="partner_untold", condition=Q(untold_since__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"participation {self.id}"

    @property
    def name(self) -> str:
        """Organisation and department: "Gezondheidscentrum Kust, Fysiotherapie"."""
        return f"{self.partner.name}, {self.department_name}"
