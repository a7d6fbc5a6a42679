"""Which conversations a relative reaches who was not given all of them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from conversations.models import Conversation, SharedConversation
from people.models import Representation


def share(*, representation: Representation, conversation_ids: Iterable[str | UUID]) -> None:
    """Let the relative reach these conversations of the patient; others, and private ones, are left out."""
    rows = Conversation.objects.filter(
        patient_id=representation.patient_id, id__in=list(conversation_ids), is_private=False
    )
    SharedConversation.objects.bulk_create(
        [
            SharedConversation(
                organisation_id=representation.organisation_id,
                representation=representation,
                conversation=conversation,
            )
            for conversation in rows
        ],
        ignore_conflicts=True,
    )
