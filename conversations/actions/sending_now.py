"""Sending on the measured path: a share of one SQL call, one event, no thread. The same function decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import psycopg
from django.utils import timezone
from django.utils.translation import gettext as _

from conversations.automatic import Expectation, expectation
from conversations.events import message_sent
from conversations.places_kept import Where, where
from conversations.sending import Closed, Sending, Sent, check_text, interpret
from conversations.sending_together import send
from realtime.events import publish_now
from rowsecurity import pool
from rowsecurity.errors import NotFound, Refused
from rowsecurity.scopes import Scope
from rowsecurity.together import together

_NOTHING = Expectation(None, "")


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as its sender hands it in. The scope is the sender's own: person or member."""

    sender: Scope
    conversation_id: UUID
    client_id: UUID
    text: str
    source: str = ""

    @property
    def is_from_team(self) -> bool:
        return self.sender.organisation_id is not None


async def send_now(draft: Draft) -> Sent:
    """Send one message as its sender; returns after the commit, raises `Refused` or `NotFound`.

    Sending the same `client_id` again is sending once.
    """
    check_text(draft.text)
    for again in (False, True):
        place = await where(sender=draft.sender, conversation_id=draft.conversation_id, again=again)
        expected = _NOTHING if draft.is_from_team else expectation(place.desk, timezone.now())
        sending = _sending(draft, place, expected)
        row = await _call(draft, place, sending)
        if row[0] != "moved":
            break
    else:
        raise Refused(_("This conversation was just moved to another team. Send it again."))
    try:
        sent = interpret(sending, row)
    except Closed:
        onward = None if draft.is_from_team else await _goes_on_in(draft)
        if onward is None:
            raise
        return await send_now(replace(draft, conversation_id=onward))
    if not sent.is_repeated:
        await _tell(draft, sent)
    return sent


async def _goes_on_in(draft: Draft) -> UUID | None:
    """The conversation that a closed one was put together with, as far as the sender may know."""
    parameters = [*draft.sender.parameters, draft.conversation_id]
    rows = await pool.call("SELECT conversation_goes_on_in_as(%s, %s, %s, %s)", parameters)
    return rows[0][0] if rows else None


def _sending(draft: Draft, place: Where, expected: Expectation) -> Sending:
    return Sending(
        organisation_id=place.organisation_id,
        conversation_id=draft.conversation_id,
        client_id=draft.client_id,
        text=check_text(draft.text),
        side="team" if draft.is_from_team else "patient",
        answer_due_at=expected.answer_due_at,
        automatic=expected.reply,
        automatic_label=place.desk.name,
        source=draft.source,
    )


async def _call(draft: Draft, place: Where, sending: Sending) -> tuple[Any, ...]:
    handed = (draft.sender, place.desk.department_id, sending.parameters())
    try:
        return await together(send, draft.sender.role).ask(handed)
    except psycopg.errors.InsufficientPrivilege as refused:
        raise NotFound(_("This conversation does not exist, or you cannot write in it.")) from refused


async def _tell(draft: Draft, sent: Sent) -> None:
    await publish_now(
        message_sent(
            conversation_id=draft.conversation_id,
            department_id=sent.department_id,
            patient_id=sent.patient_id,
            last_number=sent.last_number,
        )
    )
