"""Searching one's own messages, the newest conversations first.

What is written is sealed, so it is searched by opening it: a bounded number of messages at a time,
in a person's own scope, with the place to go on from. Nothing of what is looked for is kept or logged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from conversations import queries
from conversations.access import of_person
from conversations.attachments import sent_in
from conversations.finding_words import Piece, excerpt, found_in
from conversations.models import Conversation
from conversations.reach import reach_of
from people.models import Person

MOST_MESSAGES, MOST_HEADS, MOST_HITS, BATCH = 3000, 60, 20, 250


@dataclass(frozen=True, slots=True)
class Place:
    """From where a search goes on: this conversation before this number, then those before its moment."""

    at: datetime
    conversation_id: UUID
    number: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.conversation_id}~{self.number}"


@dataclass(frozen=True, slots=True)
class Hit:
    """One message, file name or subject (number 0) in which all words are."""

    conversation: Conversation
    number: int
    at: datetime
    label: str
    pieces: list[Piece]
    is_file: bool = False


@dataclass(slots=True)
class Found:
    """The hits of one stretch, until when was looked, and from where to go on (no place: all was seen)."""

    hits: list[Hit] = field(default_factory=list)
    looked_until: datetime | None = None
    place: Place | None = None
    messages: int = 0
    heads: int = 0

    @property
    def is_full(self) -> bool:
        return self.messages >= MOST_MESSAGES or self.heads >= MOST_HEADS or len(self.hits) >= MOST_HITS


def place_of(value: str) -> Place | None:
    """Read a place back; anything else is the beginning."""
    moment, _, rest = value.partition("~")
    identity, _, number = rest.partition("~")
    try:
        place = Place(datetime.fromisoformat(moment), UUID(identity), int(number))
    except ValueError:
        return None
    return place if timezone.is_aware(place.at) and 0 <= place.number < 2**31 else None


def search(person: Person, words: list[str], *, after: Place | None = None) -> Found:
    """One stretch of what this person reaches, from a place on."""
    found, reach = Found(), reach_of(person)
    for head in _heads(person, after):
        head.read_until = reach.until(head)
        start = after.number if after and head.id == after.conversation_id else None
        _look_in(head, words, found, before=start)
        if found.is_full:
            return found
    found.place = None
    return found


def _heads(person: Person, after: Place | None) -> Iterator[Conversation]:
    rows = of_person(person).exclude(last_number=0).select_related("patient", "department", "organisation")
    rows = rows.order_by(F("last_message_at").desc(), F("id").desc())
    if after:
        # By its id, because a message that came meanwhile has moved it to the top.
        yield from rows.filter(id=after.conversation_id)
        beyond = Q(last_message_at__lt=after.at) | Q(last_message_at=after.at, id__lt=after.conversation_id)
        rows = rows.filter(last_message_at__lte=after.at).filter(beyond).exclude(id=after.conversation_id)
    yield from rows[: MOST_HEADS + 1]


def _look_in(head: Conversation, words: list[str], found: Found, *, before: int | None) -> None:
    found.heads += 1
    assert head.last_message_at is not None
    if before is None:
        found.hits += _in_subject(head, words)
    number = before if before is not None else head.last_number + 1
    while number > 1 and not (found.messages >= MOST_MESSAGES or len(found.hits) >= MOST_HITS):
        number = _look_in_batch(head, words, found, before=number)
    found.looked_until = min(found.looked_until or head.last_message_at, head.last_message_at)
    found.place = Place(head.last_message_at, head.id, max(number, 0))


def _look_in_batch(head: Conversation, words: list[str], found: Found, *, before: int) -> int:
    """Look in the messages just before a number, newest first; returns before which to go on."""
    rows = list(queries.messages_of(head).filter(number__lt=before).order_by("-number")[:BATCH])
    if not rows:
        return 0
    files = sent_in(head).filter(number__gte=rows[-1].number, number__lt=before)
    names = [(row.number, row.file.name) for row in files]
    for row in rows:
        found.messages += 1
        found.hits += _hit(head, row.number, row.sent_at, row.author_label, row.body, words)
        for name in (name for number, name in names if number == row.number):
            found.hits += _hit(head, row.number, row.sent_at, row.author_label, name, words, is_file=True)
        if len(found.hits) >= MOST_HITS:
            return row.number
    return rows[-1].number


def _in_subject(head: Conversation, words: list[str]) -> list[Hit]:
    assert head.last_message_at is not None
    return _hit(head, 0, head.last_message_at, "", head.subject, words)


def _hit(
    head: Conversation,
    number: int,
    at: datetime,
    label: str,
    text: str,
    words: list[str],
    *,
    is_file: bool = False,
) -> list[Hit]:
    spans = found_in(text, words)
    return [Hit(head, number, at, label, excerpt(text, spans), is_file)] if spans else []
