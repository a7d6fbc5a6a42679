"""The notice about a partner's message, planned by the organisation of the conversation itself."""

from __future__ import annotations

from uuid import UUID

from conversations.actions.notices import tell_patient
from conversations.models import Conversation
from network.models import Participation


def tell_patient_of(*, conversation_id: UUID) -> None:
    """Plan one notice and note that it is planned, in one transaction. In a job scope."""
    rows = Participation.objects.filter(conversation_id=conversation_id, untold_since__isnull=False)
    # The lock makes two workers plan it once; the notice's own key makes twice harmless.
    if list(rows.select_for_update(skip_locked=True)):
        tell_patient(Conversation.objects.select_related("patient").get(id=conversation_id))
        rows.update(untold_since=None)
