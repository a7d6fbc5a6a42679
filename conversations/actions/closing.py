"""Closing with a sentence, opening again, and leaving it at what was said. `conversation` is locked."""

from __future__ import annotations

from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker
from conversations.actions.messages import send_message
from conversations.actions.notices import tell_patient
from conversations.actions.records import keep_history
from conversations.history import Happening
from conversations.models import Conversation, Message
from conversations.sending import Sending, check_text
from conversations.where_it_is import end_of_last_day
from rowsecurity.errors import Refused
from tenants.models import Membership
from tenants.roles import Act, require


def close(*, member: Membership, looker: Looker, conversation: Conversation, sentence: str) -> None:
    """Close with a last sentence. The patient may reopen it by writing, within the department's period."""
    require(member, Act.WRITE_CONVERSATIONS)
    if conversation.is_closed:
        return
    sending = Sending(
        organisation_id=conversation.organisation_id,
        conversation_id=conversation.id,
        client_id=uuid4(),
        text=check_text(sentence),
        side=Message.Side.TEAM,
        kind=Message.Kind.CLOSING,
        source=looker.source,
    )
    send_message(sending)
    tell_patient(conversation)
    conversation.closed_at = timezone.now()
    conversation.reopen_until = end_of_last_day(
        conversation.closed_at, conversation.department.reopening_days
    )
    conversation.save(update_fields=["closed_at", "reopen_until"])
    keep_history(member=member, looker=looker, conversation=conversation, happening=Happening.CLOSED)


def reopen(*, member: Membership, looker: Looker, conversation: Conversation) -> None:
    """Open it again for the team."""
    require(member, Act.WRITE_CONVERSATIONS)
    if not conversation.is_closed:
        return
    if conversation.merged_into_id:
        raise Refused(_("This conversation goes on in another one. Separate them to reopen it."))
    conversation.closed_at = conversation.reopen_until = None
    conversation.save(update_fields=["closed_at", "reopen_until"])
    keep_history(member=member, looker=looker, conversation=conversation, happening=Happening.REOPENED)


def need_no_answer(*, member: Membership, looker: Looker, conversation: Conversation) -> None:
    """Take it out of the queue without an answer and leave it open: "Thank you!" asks nothing."""
    require(member, Act.WRITE_CONVERSATIONS)
    if not conversation.is_waiting:
        return
    conversation.waiting_since = conversation.answer_due_at = None
    conversation.save(update_fields=["waiting_since", "answer_due_at"])
    keep_history(member=member, looker=looker, conversation=conversation, happening=Happening.NO_ANSWER)
