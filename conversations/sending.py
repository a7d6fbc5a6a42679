"""What goes into, and comes out of, the SQL function that writes messages. Shared by the synchronous action
and the measured asynchronous path, so that there is one way to send.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from conversations import places
from rowsecurity.errors import Invalid, NotFound, Refused
from tenants import envelope

MAX_LENGTH = 4000
CALL = "SELECT * FROM conversation_send(NULL, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


class Closed(Refused):
    """The conversation is closed for this sender; it may go on in another one."""


@dataclass(frozen=True, slots=True)
class Sending:
    """A message to send. `answer_due_at` and `automatic` count only when the patient starts waiting."""

    organisation_id: UUID
    conversation_id: UUID
    client_id: UUID
    text: str
    side: str
    kind: str = "text"
    label: str = ""
    answer_due_at: datetime | None = None
    automatic: str = ""
    automatic_label: str = ""
    source: str = ""

    def parameters(self) -> list[Any]:
        """Seal the texts and give the values of `CALL`, in its order."""
        automatic_id = uuid5(self.client_id, "automatic")
        automatic = self._seal(automatic_id, self.automatic) if self.automatic else None
        return [
            self.conversation_id,
            self.client_id,
            self.kind,
            self.side,
            self.label,
            self._seal(self.client_id, self.text),
            self.answer_due_at,
            automatic_id,
            self.automatic_label,
            automatic,
            self.source,
        ]

    def _seal(self, client_id: UUID, text: str) -> bytes:
        place = places.message(self.conversation_id, client_id)
        return envelope.seal(self.organisation_id, place, text)


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that is in the database, and by when the patient's side was promised an answer.

    `last_number` exceeds `number` when an automatic reply followed.
    """

    number: int
    sent_at: datetime
    is_repeated: bool
    patient_id: UUID
    department_id: UUID
    last_number: int
    answer_due_at: datetime | None


def check_text(text: str) -> str:
    """Return the text without outer blank lines; raises `Invalid` when empty or too long."""
    text = text.replace("\x00", "").strip()
    if not text:
        raise Invalid(_("Write something first."))
    if len(text) > MAX_LENGTH:
        sentence = _(
            "This message is too long (%(length)d characters, at most %(limit)d). Send it in two parts."
        )
        raise Invalid(sentence % {"length": len(text), "limit": MAX_LENGTH})
    return text


def interpret(sending: Sending, row: tuple[Any, ...]) -> Sent:
    """Turn the row of the SQL function into `Sent`; raises `NotFound` or `Refused`."""
    outcome, number, sent_at, body, organisation_id, *rest = row
    if outcome == "missing" or (organisation_id and organisation_id != sending.organisation_id):
        raise NotFound(_("This conversation does not exist, or you cannot write in it."))
    if outcome == "closed":
        raise Closed(_("This conversation is closed. Your text is kept; you can ask it as a new question."))
    if outcome == "repeated":
        place = places.message(sending.conversation_id, sending.client_id)
        if envelope.open_sealed(sending.organisation_id, place, body) != sending.text:
            raise Refused(_("Another message was sent under the same number."))
    return Sent(number, sent_at, outcome == "repeated", *rest)
