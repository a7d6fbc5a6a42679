"""A message and a head as the API and the socket give them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from conversations import places
from conversations.models import Task
from tenants import envelope


@dataclass(frozen=True, slots=True)
class LiveMessage:
    """A message as one reader sees it. `task` is set on a message that asks something."""

    conversation_id: UUID
    number: int
    client_id: UUID
    kind: str
    side: str
    is_own: bool
    author_label: str
    on_behalf: bool
    body: str
    sent_at: datetime
    task: Task | None = None

    def as_json(self) -> dict[str, Any]:
        """The form of the API and the socket."""
        return {
            "number": self.number,
            "client_id": str(self.client_id),
            "kind": self.kind,
            "side": self.side,
            "is_own": self.is_own,
            "author": self.author_label,
            "on_behalf": self.on_behalf,
            "text": self.body,
            "sent_at": self.sent_at.isoformat(),
            "task": self.task and _task_as_json(self.task),
        }


@dataclass(frozen=True, slots=True)
class LiveHead:
    """How far a conversation is, and who waits for whom."""

    organisation_id: UUID
    patient_id: UUID
    department_id: UUID
    last_number: int
    waiting_since: datetime | None
    answer_due_at: datetime | None
    closed_at: datetime | None
    reopen_until: datetime | None
    team_read_number: int
    team_read_at: datetime | None

    def as_json(self) -> dict[str, Any]:
        return {
            "last_number": self.last_number,
            "waiting_since": _moment(self.waiting_since),
            "answer_due_at": _moment(self.answer_due_at),
            "closed_at": _moment(self.closed_at),
            "reopen_until": _moment(self.reopen_until),
            "team_read_number": self.team_read_number,
            "team_read_at": _moment(self.team_read_at),
        }


def local(moment: datetime) -> datetime:
    """The moment on the clocks of the country; nobody has a time zone of their own here."""
    return moment.astimezone(timezone.get_default_timezone())


def live_message(head: LiveHead, conversation_id: UUID, row: tuple[Any, ...]) -> LiveMessage:
    """Open one row of the SQL function `conversation_read_as`, from its column `number` on."""
    number, client_id, kind, side, is_own, label, on_behalf, body, sent_at, task = row
    place = places.message(conversation_id, client_id)
    return LiveMessage(
        conversation_id,
        number,
        client_id,
        kind,
        side,
        bool(is_own),
        label,
        on_behalf,
        envelope.open_sealed(head.organisation_id, place, body),
        local(sent_at),
        task and _task_of_json(head, conversation_id, number, task),
    )


def _task_of_json(head: LiveHead, conversation_id: UUID, number: int, value: dict[str, Any]) -> Task:
    return Task(
        id=UUID(value["id"]),
        organisation_id=head.organisation_id,
        conversation_id=conversation_id,
        patient_id=head.patient_id,
        number=number,
        title=value["title"],
        due_on=value["due_on"] and date.fromisoformat(value["due_on"]),
        choices=value["choices"],
        answer=value["answer"],
        answered_at=value["answered_at"] and datetime.fromisoformat(value["answered_at"]),
        withdrawn_at=value["withdrawn_at"] and datetime.fromisoformat(value["withdrawn_at"]),
    )


def _task_as_json(task: Task) -> dict[str, Any]:
    return {
        "id": str(task.id),
        "title": task.title,
        "due_on": task.due_on and task.due_on.isoformat(),
        "choices": [{"key": each["key"], "label": each["label"]} for each in task.choices],
        "answer": task.answer,
        "is_open": task.is_open,
    }


def _moment(value: datetime | None) -> str | None:
    return local(value).isoformat() if value else None
