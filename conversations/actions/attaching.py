"""Files with a message: added before it is sent, and sent with it in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from conversations.models import Attachment, Conversation, Message
from conversations.sending import Sent, check_text
from files import wording
from files.actions import kept_for, mark_sent, to_send
from files.models import StoredFile
from rowsecurity.errors import Refused


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message as it can be sent: with words, also where only files were given."""

    text: str
    files: list[StoredFile] = field(default_factory=list)


def prepare(
    *,
    conversation: Conversation,
    author_id: UUID,
    client_id: UUID,
    text: str,
    file_ids: Sequence[UUID],
    holder_id: UUID | None = None,
) -> Prepared:
    """Lock the files of a message and settle its text; raises `Refused` when one cannot be sent (yet).

    Those of an answer that waited are named by it: whoever approved it did not add them.
    """
    if holder_id:
        return Prepared(check_text(text), list(kept_for(holder_id).select_for_update(of=("self",))))
    if not file_ids:
        return Prepared(check_text(text))
    known = Message.objects.filter(
        conversation=conversation, client_id=client_id, author_id=author_id
    ).first()
    if known:  # sent before: the files went with it, and sending it again is sending it once
        return Prepared(check_text(text) if text.strip() else known.body)
    files = to_send(uploader_id=author_id, meant_for=conversation.id, file_ids=file_ids)
    if any(file.patient_id != conversation.patient_id for file in files):
        raise Refused(wording.gone())  # added for another patient, before the choice was changed
    return Prepared(check_text(text if text.strip() else instead_of_text(files)), files)


def attach(*, conversation: Conversation, sent: Sent, prepared: Prepared) -> None:
    """Put the files with the message that was just sent."""
    if not prepared.files:
        return
    Attachment.objects.bulk_create(
        Attachment(
            organisation_id=conversation.organisation_id,
            conversation=conversation,
            patient_id=conversation.patient_id,
            number=sent.number,
            position=position,
            file=file,
        )
        for position, file in enumerate(prepared.files)
    )
    mark_sent(prepared.files)


def instead_of_text(files: Sequence[StoredFile]) -> str:
    """What a message says that is files alone."""
    pictures = sum(file.is_picture for file in files)
    return wording.instead_of_text(pictures=pictures, documents=len(files) - pictures)
