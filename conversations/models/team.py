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
    """Prepared text of a department, with placeholders; see `placeholders`."""

    department = TenantForeignKey("tenants.Department", models.CASCADE, related_name="standard_replies")
    title = models.CharField(max_length=80)
    text = models.TextField(max_length=2000)

    class Meta(TenantOwned.Meta):
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
