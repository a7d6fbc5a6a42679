"""What goes out, how far it got, and how each person wants to be told."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from notifications.quiet_hours import NIGHT, QuietHours
from rowsecurity.models import TenantForeignKey, TenantOwned


class Notice(TenantOwned):
    """One e-mail or text message. Its text is made when it is sent; nothing about health can be in it."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        SMS = "sms", _("text message")
        PUSH = "push", _("notification on a device")
        # As its person wishes: when it is due it becomes one notice for each way that reaches them.
        PERSON = "any", _("as the person wishes")

    class Template(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        INVITATION_CODE = "invitation_code", _("code")
        INVITATION_REMINDER = "invitation_again", _("reminder of an invitation")
        HELPDESK_ANSWER = "helpdesk_answer", _("answer of the helpdesk")
        STAFF_INVITATION = "staff_invitation", _("invitation of a member of staff")
        INVITATION_EMAIL_CODE = "invitation_mailcode", _("code by e-mail")
        ACCESS_CHANGED = "access_changed", _("who reads along has changed")
        NEW_MESSAGE = "new_message", _("new message")
        MUST_READ = "must_read", _("message that must be read")
        VISIT = "visit", _("reminder of a visit")
        WORK = "work", _("work for a member of staff")
        VIDEO_GUEST = "video_guest", _("link to a video visit")
        NUMBER_CHANGED = "number_changed", _("another mobile number")
        COPY_ASKED = "copy_asked", _("a copy of everything was asked for")
        COPY_AGREED = "copy_agreed", _("a copy of everything is made")
        ERASURE_ASKED = "erasure_asked", _("deleting everything of a patient was asked for")
        ADMIN_BEGAN = "admin_began", _("somebody became admin")

    class State(models.TextChoices):
        DUE = "due", _("waits")
        LEASED = "leased", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("not delivered")

    key = models.CharField(
        max_length=130, help_text="Once per organisation: the same notice twice is one notice."
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
    # What it is about (a conversation): whoever makes it may say later that it is no longer of use.
    about = models.UUIDField(null=True, blank=True)
    address = models.CharField(max_length=254, blank=True)
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
            models.Index(
                fields=["expires_at"],
                name="notice_of_a_moment",
                condition=Q(state__in=("due", "leased"), expires_at__isnull=False),
            ),
            models.Index(
                fields=["organisation", "about", "person", "-created_at"],
                name="notices_about",
                condition=Q(about__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} by {self.channel}"


class Means(models.TextChoices):
    """The ways to reach a person, in the order in which they disturb least."""

    PUSH = "push", _("A notification on your device")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")


def by_email() -> list[str]:
    return [Means.EMAIL]


def by_all_means() -> list[str]:
    return [Means.PUSH, Means.SMS, Means.EMAIL]


class NoticeWish(models.Model):
    """How one person wants to be told, over all organisations. Without a row: as the defaults say."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notice_wish"
    )
    new_message = ArrayField(models.CharField(max_length=5, choices=Means), default=by_email)
    visit = ArrayField(models.CharField(max_length=5, choices=Means), default=by_email)
    must_read = ArrayField(models.CharField(max_length=5, choices=Means), default=by_all_means)
    # At work: in the browser, or not at all.
    work = models.BooleanField(default=True)
    quiet_from = models.TimeField(null=True, blank=True, default=NIGHT.begin)
    quiet_until = models.TimeField(null=True, blank=True, default=NIGHT.end)

    def __str__(self) -> str:
        return f"wishes of {self.person_id}"

    @property
    def quiet(self) -> QuietHours | None:
        """When nothing may ring; None when that is always allowed."""
        if self.quiet_from is None or self.quiet_until is None:
            return None
        return QuietHours(self.quiet_from, self.quiet_until)


class PushSubscription(models.Model):
    """One browser of one person that takes notifications. Its address is a secret between it and us."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="push_subscriptions")
    endpoint = models.URLField(max_length=700)
    endpoint_hash = models.BinaryField(max_length=32, unique=True)
    p256dh = models.CharField(max_length=100, help_text="Public key of the browser, base64url.")
    auth = models.CharField(max_length=40, help_text="Secret shared with the browser, base64url.")
    label = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["created_at"]

    def __str__(self) -> str:
        return self.label
