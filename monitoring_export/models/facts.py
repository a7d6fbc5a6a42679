"""What happened and is kept nowhere else, so that it can be counted again."""

from __future__ import annotations

from django.db import models

from rowsecurity.models import TenantForeignKey, TenantOwned


class UsageWait(TenantOwned):
    """The team answered a question, and by when it had promised to. Written by a trigger."""

    conversation = TenantForeignKey("conversations.Conversation", models.CASCADE, related_name="+")
    department = TenantForeignKey("tenants.Department", models.CASCADE, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        indexes = [
            models.Index(fields=["organisation", "answered_at"], name="waits_by_answer"),
            models.Index(fields=["organisation", "due_at"], name="waits_by_promise"),
        ]

    def __str__(self) -> str:
        return f"wait of {self.conversation_id}"


class UsageUnread(TenantOwned):
    """A message of the team that nobody of the patient's side had read after a week; how far they read since
    would not tell when."""

    conversation = TenantForeignKey("conversations.Conversation", models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(help_text="Of the message.")
    sent_on = models.DateField()

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint("organisation", "conversation", "number", name="unread_once")]
        indexes = [models.Index(fields=["organisation", "sent_on"], name="unread_by_day")]

    def __str__(self) -> str:
        return f"unread {self.number} of {self.conversation_id}"


class UsageTelemonitored(TenantOwned):
    """A day on which telemonitoring for a condition counts: 120 days or more after the one before."""

    patient = TenantForeignKey("people.Patient", models.CASCADE, related_name="+")
    department = TenantForeignKey("tenants.Department", models.CASCADE, related_name="+", db_index=False)
    condition = models.UUIDField(help_text="Of the care path; without one, of the department.")
    day = models.DateField()

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint("organisation", "patient", "condition", "day", name="telemonitored_once")
        ]
        indexes = [models.Index(fields=["organisation", "day"], name="telemonitored_by_day")]

    def __str__(self) -> str:
        return f"telemonitored on {self.day}"
