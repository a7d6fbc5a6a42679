"""Sending a conversation on to another department, with a question for the colleagues there."""

from __future__ import annotations

from uuid import uuid4

from django.utils import translation
from django.utils.translation import gettext as _

from audit.actions import Looker
from conversations.actions.mentions import keep_mentions
from conversations.actions.messages import send_message
from conversations.actions.records import keep_history, keep_note
from conversations.history import Happening
from conversations.models import Conversation, Message, Note
from conversations.sending import Sending
from rowsecurity.errors import Refused
from tenants.models import Department, Membership
from tenants.roles import Act, require


def forward(
    *, member: Membership, looker: Looker, conversation: Conversation, to: Department, question: str
) -> None:
    """Move it to another department's queue. What was promised to the patient stays promised.

    The patient's side reads which team answers now; the question stays inside. `conversation` is locked.
    """
    require(member, Act.WRITE_CONVERSATIONS)
    if conversation.is_closed:
        raise Refused(_("This conversation is closed. Reopen it before you forward it."))
    if to.id == conversation.department_id:
        raise Refused(_("This conversation is already with %(department)s.") % {"department": to.name})
    if question.strip():
        words = question.strip()[:4000]
        note = keep_note(member=member, conversation=conversation, kind=Note.Kind.QUESTION, text=words)
        keep_mentions(member=member, conversation=conversation, note=note, text=words)
    move(member=member, looker=looker, conversation=conversation, to=to)


def move(*, member: Membership, looker: Looker, conversation: Conversation, to: Department) -> None:
    """Give it to another department, whoever decided that. One that is closed moves without a word."""
    left = conversation.department
    conversation.department, conversation.assignee = to, None
    conversation.save(update_fields=["department", "assignee"])
    if not conversation.is_closed:
        _tell_patient(conversation, looker, to)
    keep_history(
        member=member,
        looker=looker,
        conversation=conversation,
        happening=Happening.FORWARDED,
        left_department_id=left.id,
        **{"from": left.name, "to": to.name},
    )


def _tell_patient(conversation: Conversation, looker: Looker, to: Department) -> None:
    with translation.override(conversation.patient.reads_in):
        sentence = _("We have forwarded your question to %(department)s. That team answers you from now on.")
    sending = Sending(
        organisation_id=conversation.organisation_id,
        conversation_id=conversation.id,
        client_id=uuid4(),
        text=sentence % {"department": to.name},
        side=Message.Side.SYSTEM,
        kind=Message.Kind.EVENT,
        label=to.name,
        source=looker.source,
    )
    send_message(sending)
