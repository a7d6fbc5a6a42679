"""What goes into a copy, opened: values without a database behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class About:
    """Whose conversations, where, of which days, and when the copy was made."""

    organisation: str
    organisation_slug: str
    patient: str
    patient_number: str
    birth_date: date
    patient_id: UUID
    made_at: datetime
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A photo or document that went with a message: named in a copy, and beside it unless `path` is empty."""

    file_id: UUID
    name: str
    media_type: str
    size: int
    path: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One message as it was sent."""

    id: UUID
    number: int
    side: str
    kind: str
    author: str
    on_behalf: bool
    text: str
    sent_at: datetime
    files: tuple[Enclosed, ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """A question list that was filled in: for a reader, and as the FHIR resource that it is kept as."""

    id: UUID
    title: str
    author: str
    on_behalf: bool
    sent_at: datetime
    answers: tuple[tuple[str, str], ...]
    resource: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation with its messages in order."""

    id: UUID
    subject: str
    department: str
    started_at: datetime
    is_closed: bool
    lines: list[Line]
    filled: tuple[Filled, ...] = ()
