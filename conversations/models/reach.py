"""Which conversations a relative reaches who was not given all of them."""

from __future__ import annotations

from django.db import models

from conversations.models.talk import Conversation
from rowsecurity.models import TenantForeignKey, TenantOwned


class SharedConversation(TenantOwned):
    """A conversation that was chosen for a representation that does not cover all."""

    representation = TenantForeignKey("people.Representation", models.CASCADE, related_name="+")
    conversation = TenantForeignKey(Conversation, models.CASCADE, related_name="shared")

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                "organisation", "representation", "conversation", name="conversation_shared_once"
            )
        ]
        indexes = [models.Index(fields=["representation"], name="shared_with")]
