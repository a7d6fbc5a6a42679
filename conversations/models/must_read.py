"""Messages that the patient's side is asked to read, and how far the asking has climbed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conversations.models.talk import Conversation
from rowsecurity.models import TenantForeignKey, TenantOwned


class MustRead(TenantOwned):
    """One message that must be read. While `due_at` is there, the next way is tried at that moment."""

    conversation = TenantForeignKey(Conversation, models.CASCADE, related_name="must_reads")
    patient = TenantForeignKey("people.Patient", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(help_text="Of the message.")
    asked_by = TenantForeignKey("tenants.Membership", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("organisation", "conversation", "number", name="asked_to_read_once")
        ]
        indexes = [
            models.Index(fields=["due_at"], name="must_read_due", condition=Q(due_at__isnull=False)),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it is still unread and still asked."""
        return self.read_at is None and self.withdrawn_at is None


class MustReadStep(TenantOwned):
    """One way that was tried, once."""

    class Way(models.TextChoices):
        PUSH = "push", _("notification")
        SMS = "sms", _("text message")
        EMAIL = "email", _("e-mail")
        CALL = "call", _("call by the desk")

    must_read = TenantForeignKey(MustRead, models.CASCADE, related_name="steps")
    way = models.CharField(max_length=5, choices=Way)
    taken_at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        ordering = ["taken_at"]
        constraints = [models.UniqueConstraint("organisation", "must_read", "way", name="each_way_once")]


class ReadingLadder(TenantOwned):
    """How long a department waits before it tries the next way; without a row as the defaults say."""

    department = TenantForeignKey("tenants.Department", models.CASCADE, related_name="+")
    minutes_after_push = models.PositiveIntegerField(default=120)
    minutes_after_sms = models.PositiveIntegerField(default=240)
    minutes_after_email = models.PositiveIntegerField(default=1440)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint("organisation", "department", name="one_ladder_per_department")
        ]
