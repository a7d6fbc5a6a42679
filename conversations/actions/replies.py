"""The team's answer to a patient."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from audit.actions import Looker
from conversations.actions.attaching import attach, prepare
from conversations.actions.messages import send_message
from conversations.actions.must_reads import ask_to_read
from conversations.actions.notices import tell_patient
from conversations.approval import refuse_unapproved
from conversations.deceased import refuse_deceased
from conversations.models import Conversation, Message
from conversations.sending import Sending, Sent
from rowsecurity.errors import Refused
from tenants.models import Membership
from tenants.roles import Act, require


class Crossed(Refused):
    """A colleague answered while this answer was being written."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the composer sends. `seen_number` is the last it showed; `anyway` sends a crossing answer."""

    client_id: UUID
    text: str
    seen_number: int
    anyway: bool = False
    file_ids: tuple[UUID, ...] = ()
    must_read: bool = False
    # Of an answer that waited: its files go with it.
    holder_id: UUID | None = None


def reply(*, member: Membership, looker: Looker, conversation: Conversation, reply: Reply) -> Sent:
    """Send an answer; raises `Crossed` when a colleague's came in between. `conversation` is locked.

    The first answer to a conversation that is nobody's makes it the author's.
    """
    require(member, Act.WRITE_CONVERSATIONS)
    if conversation.is_closed:
        raise Refused(_("This conversation is closed. Reopen it to answer; your text is kept."))
    refuse_deceased(conversation.patient)
    refuse_unapproved(member, conversation)
    if not reply.anyway:
        _hold_back_crossing(member, conversation, reply)
    prepared = prepare(
        conversation=conversation,
        author_id=member.person_id,
        client_id=reply.client_id,
        text=reply.text,
        file_ids=reply.file_ids,
        holder_id=reply.holder_id,
    )
    sending = Sending(
        organisation_id=conversation.organisation_id,
        conversation_id=conversation.id,
        client_id=reply.client_id,
        text=prepared.text,
        side=Message.Side.TEAM,
        source=looker.source,
    )
    sent = send_message(sending)
    attach(conversation=conversation, sent=sent, prepared=prepared)
    if reply.must_read:
        ask_to_read(member=member, looker=looker, conversation=conversation, number=sent.number)
    else:
        tell_patient(conversation)
    if conversation.assignee_id is None:
        conversation.assignee = member
        conversation.save(update_fields=["assignee"])
    return sent


def _hold_back_crossing(member: Membership, conversation: Conversation, reply: Reply) -> None:
    between = Message.objects.filter(conversation=conversation, number__gt=reply.seen_number)
    crossing = between.filter(side=Message.Side.TEAM).exclude(author_id=member.person_id).last()
    if crossing and not between.filter(client_id=reply.client_id).exists():
        sentence = _("%(name)s answered while you were writing. Read that first; your text is kept.")
        raise Crossed(sentence % {"name": crossing.author_label})
