"""Writes conversations that took place earlier.

Sending always takes the clock of the database, so what was said before today cannot be sent: it is brought
in, as when an organisation comes over from another system. In a job scope, with the rows the sending
function would have written: numbered messages, the head, access log, read marks. See docs/decisions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from audit.models import AccessLogEntry
from conversations import places
from conversations.models import Conversation, Message, ReadMark
from conversations.where_it_is import end_of_last_day
from people.models import Patient
from tenants import envelope
from tenants.models import Department, Membership

Side, Kind = Message.Side, Message.Kind


@dataclass(frozen=True, slots=True)
class Line:
    """One message of the past; `author` is None for what the platform said."""

    at: datetime
    side: str
    text: str
    kind: str = Kind.TEXT
    author_id: UUID | None = None
    label: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """A conversation of the past, from its first line to its last."""

    id: UUID
    patient: Patient
    department: Department
    subject: str
    lines: Sequence[Line]
    assignee: Membership | None = None
    answer_due_at: datetime | None = None
    unread_by_patient: int = 0


def bring_in(past: Past) -> Conversation:
    """Write one conversation with everything in it. Inside a job scope."""
    conversation = Conversation.objects.create(**_head(past))
    Conversation.objects.filter(id=past.id).update(created_at=past.lines[0].at)
    Message.objects.bulk_create(_messages(past))
    AccessLogEntry.objects.bulk_create(_log(past))
    ReadMark.objects.bulk_create(_read_marks(past))
    return conversation


def _head(past: Past) -> dict[str, object]:
    last = past.lines[-1]
    waiting = waiting_since(past.lines)
    closed = last.at if last.kind == Kind.CLOSING else None
    looked = [(number, line.at) for number, line in enumerate(past.lines, 1) if line.side == Side.TEAM]
    read = looked[-1] if looked else (0, None)
    return {
        "id": past.id,
        "patient": past.patient,
        "department": past.department,
        "assignee": past.assignee,
        "subject_sealed": envelope.seal(past.patient.organisation_id, places.subject(past.id), past.subject),
        "last_number": len(past.lines),
        "line_number": len(past.lines) - _answers_by_itself(past.lines),
        "last_message_at": last.at,
        "patient_wrote_at": max((each.at for each in past.lines if each.side == Side.PATIENT), default=None),
        "waiting_since": waiting,
        "answer_due_at": past.answer_due_at if waiting else None,
        "closed_at": closed,
        "team_read_number": read[0],
        "team_read_at": read[1],
        "reopen_until": end_of_last_day(closed, past.department.reopening_days) if closed else None,
    }


def _answers_by_itself(lines: Sequence[Line]) -> bool:
    """Whether the last line is the automatic reply to the one before, which is what lists show."""
    return len(lines) > 1 and lines[-1].kind == Kind.AUTOMATIC and lines[-2].side == Side.PATIENT


def waiting_since(lines: Sequence[Line]) -> datetime | None:
    """Since when the patient's side waits for the team."""
    since = None
    for line in lines:
        if line.side == Side.PATIENT:
            since = since or line.at
        elif line.side == Side.TEAM:
            since = None
    return since


def _messages(past: Past) -> list[Message]:
    return [
        Message(
            organisation_id=past.patient.organisation_id,
            conversation_id=past.id,
            patient=past.patient,
            number=number,
            client_id=(client_id := UUID(int=past.id.int ^ number)),
            kind=line.kind,
            side=line.side,
            author_id=line.author_id,
            author_label=line.label,
            on_behalf=line.side == Side.PATIENT and line.author_id != past.patient.person_id,
            body_sealed=envelope.seal(
                past.patient.organisation_id, places.message(past.id, client_id), line.text
            ),
            sent_at=line.at,
        )
        for number, line in enumerate(past.lines, start=1)
    ]


def _log(past: Past) -> list[AccessLogEntry]:
    """Who wrote, and that members of the team looked a little before they did."""
    entries = [_entry(past, line, line.at, "message.send", "C") for line in past.lines]
    looks = [line for line in past.lines if line.side == Side.TEAM]
    return entries + [
        _entry(past, line, line.at - timedelta(minutes=4), "conversation.read", "R") for line in looks
    ]


def _entry(past: Past, line: Line, at: datetime, event: str, action: str) -> AccessLogEntry:
    for_other = line.side == Side.PATIENT and line.author_id != past.patient.person_id
    return AccessLogEntry(
        organisation_id=past.patient.organisation_id,
        at=at,
        event=event,
        action=action,
        actor_id=line.author_id,
        actor_label=line.label,
        role=line.role or line.side,
        on_behalf_of_id=past.patient.id if for_other else None,
        patient_id=past.patient.id,
        object_type="conversation",
        object_id=past.id,
    )


def _read_marks(past: Past) -> list[ReadMark]:
    read = {line.author_id: (number, line.at) for number, line in enumerate(past.lines, 1) if line.author_id}
    last, reader = past.lines[-1], past.patient.person_id
    if reader and len(past.lines) > past.unread_by_patient:
        read[reader] = (len(past.lines) - past.unread_by_patient, last.at + timedelta(minutes=2))
    return [
        ReadMark(
            organisation_id=past.patient.organisation_id,
            conversation_id=past.id,
            person_id=person_id,
            number=number,
            read_at=at,
        )
        for person_id, (number, at) in read.items()
    ]
