"""A telephone call, written down in the conversation it was about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from audit.actions import Looker
from conversations.actions.messages import send_message
from conversations.actions.notices import tell_patient
from conversations.actions.records import keep_note, log, wake
from conversations.approval import refuse_unapproved
from conversations.models import Conversation, Message, Note
from conversations.sending import Sending, check_text
from rowsecurity.errors import Refused
from tenants.models import Membership
from tenants.roles import Act, require
from tenants.wording import moment_in_words


@dataclass(frozen=True, slots=True)
class Call:
    """With whom, when, and what was agreed; `for_both` lets the patient's side read it too."""

    client_id: UUID
    spoken_with: str
    at: datetime
    agreed: str
    for_both: bool

    @property
    def text(self) -> str:
        about = {"name": self.spoken_with, "moment": moment_in_words(self.at)}
        return _("Telephone call with %(name)s, %(moment)s.") % about + "\n\n" + self.agreed


def write_down_call(*, member: Membership, looker: Looker, conversation: Conversation, call: Call) -> None:
    """Add a message that both sides see, or a note for the team. `conversation` is locked."""
    require(member, Act.WRITE_CONVERSATIONS)
    text = check_text(call.text)
    if not call.for_both:
        keep_note(member=member, conversation=conversation, kind=Note.Kind.NOTE, text=text)
        log(looker=looker, conversation=conversation, event="note.add", action="C")
        wake(conversation)
        return
    if conversation.is_closed:
        raise Refused(_("This conversation is closed. Reopen it to answer; your text is kept."))
    refuse_unapproved(member, conversation)
    sending = Sending(
        organisation_id=conversation.organisation_id,
        conversation_id=conversation.id,
        client_id=call.client_id,
        text=text,
        side=Message.Side.TEAM,
        kind=Message.Kind.CALL,
        source=looker.source,
    )
    send_message(sending)
    tell_patient(conversation)
