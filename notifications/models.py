"""What goes out, and how far it got."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from rowsecurity.models import TenantForeignKey, TenantOwned


class Notice(TenantOwned):
    """One e-mail or text message. Its text is made when it is sent; nothing about health can be in it."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        SMS = "sms", _("text message")

    class Template(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        INVITATION_CODE = "invitation_code", _("code")
        INVITATION_REMINDER = "invitation_again", _("reminder of an invitation")
        INVITATION_EMAIL_CODE = "invitation_mailcode", _("code by e-mail")
        NEW_MESSAGE = "new_message", _("new message")

    class State(models.TextChoices):
        DUE = "due", _("waits")
        LEASED = "leased", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("not delivered")

    key = models.CharField(
        max_length=80, help_text="Once per organisation: the same notice twice is one notice."
    )
    template = models.CharField(max_length=20, choices=Template)
    channel = models.CharField(max_length=5, choices=Channel)
    patient = TenantForeignKey("people.Patient", models.CASCADE, null=True, blank=True, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    invitation = TenantForeignKey(
        "people.Invitation", models.CASCADE, null=True, blank=True, related_name="+"
    )
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=5, default="nl")
    # A link or code that may not lie open; sealed, and gone once it is sent.
    secret = models.BinaryField(null=True, blank=True)
    not_before = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True, blank=True, help_text="After this it is worth nothing.")
    state = models.CharField(max_length=6, choices=State, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key"], name="one_notice_per_key"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["not_before"], name="notice_due", condition=Q(state__in=("due", "leased"))),
        ]

    def __str__(self) -> str:
        return f"{self.template} by {self.channel}"
