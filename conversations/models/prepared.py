"""Answers that wait, on which the patient's side has no right; and who wrote what somebody approved."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conversations import places
from conversations.models.talk import Conversation
from files.models import StoredFile
from rowsecurity.models import TenantForeignKey, TenantOwned
from tenants import envelope


class PreparedReply(TenantOwned):
    """An answer that waits: for a clinician's approval, or for the hour at which it is sent.

    It becomes a message under its own `client_id`, so that it is sent once, whoever and whatever sends it.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("for approval")
        RETURNED = "returned", _("returned")
        PLANNED = "planned", _("planned")
        HELD = "held", _("held back")
        SENT = "sent", _("sent")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Reason(models.TextChoices):
        """Why it was held back at its moment."""

        PATIENT_WROTE = "patient", _("The patient wrote in the meantime.")
        COLLEAGUE_WROTE = "colleague", _("A colleague answered in the meantime.")
        CLOSED = "closed", _("The conversation was closed in the meantime.")
        NOT_ALLOWED = "role", _("The author may not send this (any more).")

    OPEN = (State.ASKED, State.RETURNED, State.PLANNED, State.HELD)

    conversation = TenantForeignKey(Conversation, models.CASCADE, related_name="prepared")
    author = TenantForeignKey("tenants.Membership", models.PROTECT, related_name="+")
    decided_by = TenantForeignKey(
        "tenants.Membership", models.PROTECT, null=True, blank=True, related_name="+"
    )
    client_id = models.UUIDField(help_text="Of the message it becomes.")
    body_sealed = models.BinaryField()
    remark_sealed = models.BinaryField(null=True, blank=True)
    # The last number the author had read; what came after it may make the answer wrong.
    seen_number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    send_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Filled where they are shown: what goes with it.
    files: Sequence[StoredFile] = ()

    class Meta(TenantOwned.Meta):
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint("organisation", "conversation", "client_id", name="prepared_once"),
            models.CheckConstraint(
                condition=~Q(state="planned") | Q(send_at__isnull=False), name="planned_has_a_moment"
            ),
        ]
        indexes = [
            models.Index(fields=["send_at"], name="prepared_to_send", condition=Q(state="planned")),
            models.Index(
                fields=["organisation", "state", "created_at"],
                name="prepared_and_open",
                condition=~Q(state__in=("sent", "withdrawn")),
            ),
        ]

    def __str__(self) -> str:
        return f"prepared reply {self.id}"

    @property
    def body(self) -> str:
        return envelope.open_sealed(self.organisation_id, places.prepared(self.id), self.body_sealed)

    @property
    def remark(self) -> str:
        if self.remark_sealed is None:
            return ""
        return envelope.open_sealed(self.organisation_id, places.remark(self.id), self.remark_sealed)

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class Approval(TenantOwned):
    """Beside a message that was approved before it went: who wrote it. Its author is who approved."""

    conversation = TenantForeignKey(Conversation, models.CASCADE, related_name="approvals")
    number = models.PositiveIntegerField(help_text="Of the message.")
    # As it was when sent, like the label of a message.
    written_by = models.CharField(max_length=150)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint("organisation", "conversation", "number", name="one_approval_per_message")
        ]
