"""What goes with a message: photos and files, in the order in which they were added."""

from __future__ import annotations

from django.db import models

from conversations.models.talk import Conversation
from rowsecurity.models import TenantForeignKey, TenantOwned


class Attachment(TenantOwned):
    """One file with one message. Whoever may read the conversation may read the file, and nobody else."""

    conversation = TenantForeignKey(Conversation, models.CASCADE, related_name="attachments")
    # Repeated, so that row security needs no join; composite keys keep it equal on both sides.
    patient = TenantForeignKey("people.Patient", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(help_text="Of the message it goes with.")
    position = models.PositiveSmallIntegerField()
    file = TenantForeignKey("files.StoredFile", models.PROTECT, related_name="attachments")

    class Meta(TenantOwned.Meta):
        ordering = ["number", "position"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "conversation", "number", "position", name="one_file_per_place"
            ),
            models.UniqueConstraint("organisation", "file", name="a_file_is_sent_once"),
        ]
