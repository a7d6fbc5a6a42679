"""How far counting is, what has to be counted again, and what that changed."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from rowsecurity.models import TenantForeignKey, TenantOwned


class UsageCounted(TenantOwned):
    """How far an organisation is counted.

    Every row with a moment before `horizon` was there when it was counted last; see days.py.
    """

    counted_at = models.DateTimeField()
    horizon = models.DateTimeField()
    newest_transaction = models.BigIntegerField(help_text="The first one that was not there yet.")
    seconds = models.FloatField(default=0, help_text="How long it took; see actions.REST.")

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint("organisation", name="counted_once")]

    def __str__(self) -> str:
        return f"counted until {self.horizon}"


class UsageChange(TenantOwned):
    """What was counted changed, or came late: its day is counted again. Written by triggers alone."""

    moment = models.DateTimeField(null=True)
    # All days of a conversation, when it went to another department; the traits of a patient.
    conversation_id = models.UUIDField(null=True)
    patient_id = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"change of {self.moment}"


class UsageRestatement(TenantOwned):
    """A figure of a day that was told before is another one now."""

    at = models.DateTimeField(db_default=Now())
    day = models.DateField()
    department = TenantForeignKey("tenants.Department", models.CASCADE, null=True, related_name="+")
    key = models.CharField(max_length=24)
    before = models.BigIntegerField()
    after = models.BigIntegerField()

    class Meta(TenantOwned.Meta):
        ordering = ["-at", "day"]
        indexes = [models.Index(fields=["organisation", "-at"], name="restatements_newest")]

    def __str__(self) -> str:
        return f"{self.key} of {self.day}: {self.before} became {self.after}"
