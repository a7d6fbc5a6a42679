"""What others hear about conversations."""

from __future__ import annotations

from uuid import UUID

from realtime.events import Event, topic


def message_sent(*, conversation_id: UUID, department_id: UUID, patient_id: UUID, last_number: int) -> Event:
    """The conversation has entries up to `last_number`."""
    topics = [
        topic("conversation", conversation_id),
        topic("department", department_id),
        topic("patient", patient_id),
    ]
    return Event("message.sent", topics, {"conversation": str(conversation_id), "number": last_number})


def conversation_changed(*, conversation_id: UUID, department_ids: list[UUID], patient_id: UUID) -> Event:
    """Taken, assigned, forwarded, closed, reopened or noted: look again."""
    topics = [topic("conversation", conversation_id), topic("patient", patient_id)]
    topics += [topic("department", department_id) for department_id in department_ids]
    return Event("conversation.changed", topics, {"conversation": str(conversation_id)})


def conversation_read(*, conversation_id: UUID, patient_id: UUID) -> Event:
    """One of the two sides has read further."""
    topics = [topic("conversation", conversation_id), topic("patient", patient_id)]
    return Event("conversation.read", topics, {"conversation": str(conversation_id)})


def team_task_changed(*, department_ids: list[UUID], conversation_id: UUID | None) -> Event:
    """A task of the team was made, came back, moved or was done: look again."""
    topics = [topic("department", department_id) for department_id in department_ids]
    about = {"conversation": str(conversation_id)} if conversation_id else {}
    return Event("team_task.changed", topics, about)
