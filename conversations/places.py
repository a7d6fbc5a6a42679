"""Where a sealed text stands; the seal binds it. Changing one of these makes old texts unreadable."""

from uuid import UUID


def subject(conversation_id: UUID | str) -> str:
    return f"subject|{conversation_id}"


def message(conversation_id: UUID | str, client_id: UUID | str) -> str:
    return f"message|{conversation_id}|{client_id}"


def note(conversation_id: UUID, note_id: UUID) -> str:
    return f"note|{conversation_id}|{note_id}"


def team_task(task_id: UUID) -> str:
    return f"team_task|{task_id}"


def prepared(prepared_id: UUID) -> str:
    return f"prepared|{prepared_id}"


def remark(prepared_id: UUID) -> str:
    return f"remark|{prepared_id}"
