"""What a department does in a conversation of another organisation, through the doors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from conversations import places
from conversations.events import conversation_changed, message_sent
from conversations.sending import check_text
from network import doors, files, tasks
from network.doors import Shared
from realtime.events import publish
from rowsecurity.errors import NotFound, Refused
from tenants import envelope
from tenants.models import Membership
from tenants.roles import Act, require


@dataclass(frozen=True, slots=True)
class Sent:
    number: int
    sent_at: datetime


def write(
    *,
    member: Membership,
    shared: Shared,
    client_id: UUID,
    text: str,
    source: str,
    file_ids: Sequence[UUID] = (),
) -> Sent:
    """Send a message as a member of one's own organisation; the same `client_id` again is sending once.

    The organisation of the conversation tells its patient (`tasks.tell_patients`).
    """
    require(member, Act.WRITE_CONVERSATIONS)
    known = doors.sent_before(shared, client_id) if file_ids else None
    added = files.to_send(shared, file_ids) if file_ids and known is None else []
    text = check_text(text if text.strip() else known or (files.instead_of_text(added) if added else ""))
    with envelope.as_guest_of(shared.organisation_id):
        body = envelope.seal(shared.organisation_id, _place(shared, client_id), text)
    row = doors.call("network_send", shared.id, client_id, body, source)
    assert row is not None
    outcome, number, sent_at, known, conversation_id, department_id, patient_id, last_number = row
    if outcome == "missing":
        raise NotFound(_("Your department cannot write in this conversation (any more)."))
    if outcome == "closed":
        raise Refused(_("This conversation is closed; your text is kept. Ask who invited you to reopen it."))
    if outcome == "repeated":
        _check_same(shared, client_id, known, text)
        return Sent(number, sent_at)
    files.attach(shared=shared, number=number, files=added)
    publish(
        message_sent(
            conversation_id=conversation_id,
            department_id=department_id,
            patient_id=patient_id,
            last_number=last_number,
        )
    )
    transaction.on_commit(tasks.poke)
    return Sent(number, sent_at)


def leave(*, member: Membership, shared: Shared, source: str) -> None:
    """Take part no longer; the patient's side and who invited read it in the conversation."""
    require(member, Act.WRITE_CONVERSATIONS)
    partner = f"{member.organisation.name}, {shared.own_department}"
    with translation.override(doors.patient_reads_in(shared)):
        sentence = _("%(partner)s takes part in this conversation no longer.") % {"partner": partner}
    client_id = uuid4()
    with envelope.as_guest_of(shared.organisation_id):
        body = envelope.seal(shared.organisation_id, _place(shared, client_id), sentence)
    row = doors.call("network_leave", shared.id, client_id, partner, body, source)
    if row is None:
        raise NotFound(_("Your department does not take part in this conversation (any more)."))
    conversation_id, department_id, patient_id, last_number = row
    publish(
        message_sent(
            conversation_id=conversation_id,
            department_id=department_id,
            patient_id=patient_id,
            last_number=last_number,
        )
    )
    publish(
        conversation_changed(
            conversation_id=conversation_id, department_ids=[department_id], patient_id=patient_id
        )
    )


def mark_seen(*, shared: Shared, number: int) -> None:
    """Somebody of the department has looked as far as `number`."""
    doors.call("network_seen", shared.id, number)


def log_file(*, shared: Shared, source: str) -> None:
    """A line in both access logs: a file was opened."""
    doors.call("network_log", shared.id, "file.read", "R", source)


def log_read(*, shared: Shared, source: str) -> None:
    """A line in the access logs of both organisations."""
    doors.call("network_log", shared.id, "conversation.read", "R", source)


def _check_same(shared: Shared, client_id: UUID, known: bytes, text: str) -> None:
    with envelope.as_guest_of(shared.organisation_id):
        if envelope.open_sealed(shared.organisation_id, _place(shared, client_id), known) != text:
            raise Refused(_("Another message was sent under the same number."))


def _place(shared: Shared, client_id: UUID) -> str:
    return places.message(shared.conversation_id, client_id)
