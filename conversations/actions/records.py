"""What every action of the team leaves behind: history, a line in the access log, news for open screens."""

from __future__ import annotations

from uuid import UUID, uuid4

from audit.actions import Looker, record
from conversations import history, places
from conversations.events import conversation_changed
from conversations.models import Conversation, Note
from realtime.events import publish
from tenants import envelope
from tenants.models import Membership


def keep_note(*, member: Membership, conversation: Conversation, kind: str, text: str) -> Note:
    """Seal and add a note. The conversation is locked, so that notes are in order of time."""
    note = Note(id=uuid4(), conversation=conversation, author=member, kind=kind)
    note.organisation_id = conversation.organisation_id
    note.body_sealed = envelope.seal(
        conversation.organisation_id, places.note(conversation.id, note.id), text
    )
    note.save(force_insert=True)
    return note


def keep_history(
    *,
    member: Membership,
    looker: Looker,
    conversation: Conversation,
    happening: history.Happening,
    left_department_id: UUID | None = None,
    **names: str,
) -> None:
    """Keep what happened, log it, and wake the screens of this department and of the one it left."""
    keep_note(
        member=member, conversation=conversation, kind=Note.Kind.EVENT, text=history.keep(happening, names)
    )
    log(looker=looker, conversation=conversation, event=f"conversation.{happening.value}", action="U")
    wake(conversation, left_department_id)


def log(*, looker: Looker, conversation: Conversation, event: str, action: str) -> None:
    """One line in the access log about this conversation."""
    record(
        looker=looker,
        organisation_id=conversation.organisation_id,
        event=event,
        action=action,
        object_type="conversation",
        object_id=conversation.id,
        patient_id=conversation.patient_id,
    )


def wake(conversation: Conversation, left_department_id: UUID | None = None) -> None:
    """Tell open screens to look again."""
    departments = [conversation.department_id, left_department_id]
    publish(
        conversation_changed(
            conversation_id=conversation.id,
            department_ids=[each for each in departments if each],
            patient_id=conversation.patient_id,
        )
    )
