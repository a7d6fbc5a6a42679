"""What the team keeps beside a conversation; the patient's side has no right on these tables."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations import places
from conversations.models.talk import Conversation
from rowsecurity.models import TenantForeignKey, TenantOwned
from tenants import envelope


class Note(TenantOwned):
    """A remark of the team, or what happened in it. The patient's side has no right on this table."""

    class Kind(models.TextChoices):
        NOTE = "note", _("note")
        QUESTION = "question", _("question with a forwarded conversation")
        EVENT = "event", _("event")  # taken, assigned, forwarded, closed, reopened

    conversation = TenantForeignKey(Conversation, models.CASCADE, related_name="notes")
    author = TenantForeignKey("tenants.Membership", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.NOTE)
    body_sealed = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        ordering = ["created_at"]
        indexes = [
            models.Index(fields=["organisation", "conversation", "created_at"], name="notes_of_conversation")
        ]

    @property
    def body(self) -> str:
        return envelope.open_sealed(
            self.organisation_id, places.note(self.conversation_id, self.id), self.body_sealed
        )


class StandardReply(TenantOwned):
    """Prepared text of a department or of one member, with placeholders; see `placeholders`."""

    # Of a department, for all who work there, or of one member alone.
    department = TenantForeignKey(
        "tenants.Department", models.CASCADE, null=True, blank=True, related_name="standard_replies"
    )
    member = TenantForeignKey("tenants.Membership", models.CASCADE, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=80)
    text = models.TextField(max_length=2000)
    # Who keeps it right, and when somebody looks at it again.
    owner = TenantForeignKey("tenants.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    review_on = models.DateField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(department=None) ^ models.Q(member=None),
                name="reply_of_a_department_or_a_member",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_personal(self) -> bool:
        return self.member_id is not None
