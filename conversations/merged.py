"""Conversations that were put together, read as one by the team."""

from __future__ import annotations

from dataclasses import replace

from conversations import queries, timeline
from conversations.attachments import with_files
from conversations.models import Conversation, Message
from conversations.reading_back import Stretch
from conversations.timeline import Entry, Seen

MOST = 200


def merged_entries(conversation: Conversation, stretch: Stretch) -> list[Entry]:
    """What was said in the conversations that go on here, in the time of a stretch of it.

    Their messages have numbers of their own conversation, which mean nothing here: they are shown without.
    """
    return [entry for source in _sources(conversation) for entry in _of(source, stretch)]


def _sources(conversation: Conversation) -> list[Conversation]:
    """What goes on here, and what went on in those."""
    found, newest = [conversation], [conversation]
    while newest:
        known = [each.id for each in found]
        newest = list(Conversation.objects.filter(merged_into__in=newest).exclude(id__in=known))
        found = found + newest
    return found[1:]


def _of(source: Conversation, stretch: Stretch) -> list[Entry]:
    rows = Message.objects.filter(conversation=source)
    if stretch.earlier:
        rows = rows.filter(sent_at__gte=stretch.messages[0].sent_at)
    if stretch.ends_at:
        rows = rows.filter(sent_at__lt=stretch.ends_at)
    messages = list(rows.order_by("-number")[:MOST])[::-1]
    side = Message.Side.TEAM.value
    writers = queries.writers_of(source)
    notes = queries.notes(source) if not stretch.earlier and not stretch.ends_at else []
    entries = timeline.compose(messages, side=side, seen=Seen(), notes=notes, writers=writers)
    entries = with_files(source, [each for each in entries if each.kind != "day"])
    return [replace(each, number=0, merged_from=source.subject) for each in entries]
