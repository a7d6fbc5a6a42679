"""Reads files of conversations: those that go with messages, and the way to one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.db.models import QuerySet

from conversations.models import Attachment, Conversation, Message
from conversations.timeline import Entry
from files import wording
from files.actions import being_added
from files.models import StoredFile
from rowsecurity.errors import NotFound


def with_files(conversation: Conversation, entries: Iterable[Entry]) -> list[Entry]:
    """The same lines of a conversation, each message with its files in their order; one query."""
    lines = list(entries)
    numbers = [entry.number for entry in lines if entry.number]
    found: dict[int, tuple[StoredFile, ...]] = {}
    for row in sent_in(conversation).filter(number__in=numbers) if numbers else ():
        found[row.number] = (*found.get(row.number, ()), row.file)
    return [replace(entry, files=found[entry.number]) if entry.number in found else entry for entry in lines]


def sent_in(conversation: Conversation) -> QuerySet[Attachment]:
    """What was sent in a conversation, as far as this reader may read it."""
    rows = Attachment.objects.filter(conversation=conversation).select_related("file")
    if conversation.read_until:
        until = Message.objects.filter(conversation=conversation, sent_at__lte=conversation.read_until)
        rows = rows.filter(number__in=until.values("number"))
    return rows.order_by("number", "position")


def access_file(
    conversation: Conversation, file_id: UUID, *, reader_id: UUID, is_team: bool = False
) -> StoredFile:
    """A file of a conversation that this reader may read: sent in it, or being added by themselves.

    The team also reads what goes with an answer that waits.
    """
    sent = sent_in(conversation).filter(file_id=file_id).first()
    mine = being_added(uploader_id=reader_id, meant_for=conversation.id).filter(id=file_id)
    waits = StoredFile.objects.filter(id=file_id, meant_for=conversation.id, kept_for__isnull=False)
    file = sent.file if sent else mine.first() or (waits.first() if is_team else None)
    if file is None or not file.is_ready:
        raise NotFound(wording.not_there())
    return file
