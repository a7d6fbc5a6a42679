"""Who was asked a list, and what was answered. Half-filled and finished answers are sealed."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questionnaires.models.editions import QuestionnaireEdition
from rowsecurity.models import TenantForeignKey, TenantOwned


class QuestionnaireRequest(TenantOwned):
    """A patient is asked to fill in a list, in a conversation, until the end of a day."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        STARTED = "started", _("started")
        COMPLETED = "completed", _("completed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("expired")

    edition = TenantForeignKey(QuestionnaireEdition, models.PROTECT, related_name="requests")
    patient = TenantForeignKey("people.Patient", models.PROTECT, related_name="+")
    department = TenantForeignKey("tenants.Department", models.PROTECT, related_name="+")
    conversation = TenantForeignKey("conversations.Conversation", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(null=True, help_text="Of the message that asks it.")
    # Nobody: a care path asked.
    asked_by = TenantForeignKey("tenants.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    until = models.DateField(null=True, blank=True, help_text="The last day for filling it in.")
    started_at = models.DateTimeField(null=True, blank=True)
    draft_sealed = models.BinaryField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Written by the clock, some seconds after the day; `state` does not wait for it.
    expired_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        indexes = [
            models.Index(fields=["organisation", "patient", "-asked_at"], name="lists_of_patient"),
            models.Index(fields=["organisation", "conversation"], name="lists_of_conversation"),
            models.Index(
                fields=["until"],
                name="lists_to_expire",
                condition=Q(completed_at=None, withdrawn_at=None, expired_at=None, until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.id}"

    def get_absolute_url(self) -> str:
        """Where the patient's side fills it in and reads it."""
        return reverse("questionnaires:own", args=[self.id])

    @property
    def state(self) -> State:
        return self.state_on(timezone.localdate())

    def state_on(self, today: date) -> State:
        """How it stands on a day."""
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        if self.completed_at:
            return self.State.COMPLETED
        if self.expired_at or (self.until is not None and self.until < today):
            return self.State.EXPIRED
        return self.State.STARTED if self.started_at else self.State.ASKED

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.ASKED, self.State.STARTED)


class QuestionnaireResponse(TenantOwned):
    """The answers as a FHIR QuestionnaireResponse, with who gave them. Never changed.

    `handle_at` is empty once the rules of the department were applied and care paths were told.
    """

    request = TenantForeignKey(QuestionnaireRequest, models.PROTECT, related_name="responses")
    edition = TenantForeignKey(QuestionnaireEdition, models.PROTECT, related_name="responses")
    patient = TenantForeignKey("people.Patient", models.PROTECT, related_name="+")
    conversation = TenantForeignKey("conversations.Conversation", models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # As it was when sent: the name of the patient, or of who answered for them.
    author_label = models.CharField(max_length=150)
    on_behalf = models.BooleanField(default=False)
    authored_at = models.DateTimeField(db_default=Now())
    content_sealed = models.BinaryField()
    handle_at = models.DateTimeField(null=True, blank=True, db_default=Now())

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint("organisation", "request", name="one_response_per_request")]
        indexes = [
            models.Index(fields=["organisation", "patient", "authored_at"], name="responses_of_patient"),
            models.Index(
                fields=["handle_at"], name="responses_to_handle", condition=Q(handle_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"response {self.id}"
