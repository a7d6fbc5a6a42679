"""Puts messages, tasks and notes in one reading order, as one side sees them. No queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from conversations import history
from conversations.models import Message, MustRead, Note, Task
from files.models import StoredFile


@dataclass(frozen=True, slots=True)
class Seen:
    """How far the other side has read, and when it last did."""

    number: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a conversation on the screen; `version` changes when it must be drawn again."""

    id: str
    kind: str  # day, unread, text, automatic, task, closing, call, event, note, question, history
    at: datetime
    label: str = ""
    text: str = ""
    number: int = 0
    is_own: bool = False
    on_behalf: bool = False
    relation: str = ""  # of who wrote to the patient: "mother of Finn"
    is_read: bool = False
    read_at: datetime | None = None
    task: Task | None = None
    choice: str = ""
    files: tuple[StoredFile, ...] = ()
    must_read: MustRead | None = None
    version: str = "sent"
    # Of an answer that somebody else approved: who wrote it.
    written_by: str = ""
    # The subject of the conversation it stands in, when that goes on in the one that is shown.
    merged_from: str = ""


def of_message(
    message: Message,
    *,
    side: str,
    seen: Seen,
    task: Task | None = None,
    written_by: str = "",
    relation: str = "",
) -> Entry:
    """A message as `side` ("patient" or "team") sees it."""
    is_own = message.side == side
    is_read = is_own and message.number <= seen.number
    choice = chosen(task) if task else ""
    version = "read" if is_read else f"task-{choice or bool(task.withdrawn_at)}" if task else "sent"
    return Entry(
        id=f"message-{message.client_id}",
        kind=message.kind,
        at=message.sent_at,
        label=message.author_label,
        text=message.body,
        number=message.number,
        is_own=is_own,
        on_behalf=message.on_behalf,
        relation=relation if message.on_behalf else "",
        is_read=is_read,
        read_at=seen.at if is_read and message.number == seen.number else None,
        task=task,
        choice=choice,
        version=version,
        written_by=written_by,
    )


def of_note(note: Note) -> Entry:
    """A note of the team, or what happened in it."""
    who = note.author.display_name
    is_event = note.kind == Note.Kind.EVENT
    return Entry(
        id=f"note-{note.id}",
        kind="history" if is_event else note.kind,
        at=note.created_at,
        label=who,
        text=history.sentence(note.body, who=who) if is_event else note.body,
    )


def chosen(task: Task) -> str:
    """The label of the button that was pressed, as it was written."""
    labels = {choice["key"]: choice["label"] for choice in task.choices}
    return labels.get(task.answer, task.answer)


def compose(
    messages: Iterable[Message],
    *,
    side: str,
    seen: Seen,
    tasks: Iterable[Task] = (),
    must_reads: Iterable[MustRead] = (),
    notes: Iterable[Note] = (),
    writers: Mapping[int, str] | None = None,
    relations: Mapping[UUID, str] | None = None,
    merged: Iterable[Entry] = (),
) -> list[Entry]:
    """Everything in order of time, with a line where a new day begins."""
    by_number = {task.number: task for task in tasks}
    writers, known = writers or {}, relations or {}
    entries = [
        of_message(
            message,
            side=side,
            seen=seen,
            task=by_number.get(message.number),
            written_by=writers.get(message.number, ""),
            relation=known.get(message.author_id, "") if message.author_id else "",
        )
        for message in messages
    ]
    entries = _asked_to_read(entries, must_reads, side)
    entries += [of_note(note) for note in notes]
    entries += merged
    # Stable: of two at the same moment (a question and its automatic reply) the lower number comes first.
    entries.sort(key=lambda entry: entry.at)
    return list(_with_days(entries))


def with_unread_line(entries: list[Entry], *, after: int) -> Iterable[Entry]:
    """A line above the first that this reader has not read; none when nothing was read before it."""
    first = next((each for each in entries if each.number > after and not each.is_own), None)
    is_shown = first is not None and any(0 < each.number <= after for each in entries)
    for entry in entries:
        if is_shown and entry is first:
            yield Entry(id="first-unread", kind="unread", at=entry.at)
        yield entry


def _asked_to_read(entries: list[Entry], must_reads: Iterable[MustRead], side: str) -> list[Entry]:
    """Mark the messages that must be read; the team sees how far that is, and so needs `steps`."""
    asked = {each.number: each for each in must_reads}
    return [
        replace(entry, must_read=found, version=f"{entry.version}-{_how_far(found, side)}")
        if (found := asked.get(entry.number))
        else entry
        for entry in entries
    ]


def _how_far(asked: MustRead, side: str) -> str:
    if side != "team":
        return f"must-{asked.is_open}"
    # Quiet hours move the next moment without a step.
    due = asked.due_at.timestamp() if asked.due_at else ""
    return f"must-{len(asked.steps.all())}-{asked.is_open}-{due}"


def _with_days(entries: list[Entry]) -> Iterable[Entry]:
    shown: date | None = None
    for entry in entries:
        local = timezone.localtime(entry.at)
        if local.date() != shown:
            shown = local.date()
            midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
            yield Entry(id=f"day-{shown.isoformat()}", kind="day", at=midnight)
        yield entry
