"""Remarks of the team to each other."""

from __future__ import annotations

from audit.actions import Looker
from conversations.actions.mentions import keep_mentions
from conversations.actions.records import keep_note, log, wake
from conversations.models import Conversation, Note
from conversations.sending import check_text
from tenants.models import Membership
from tenants.roles import Act, require


def add_note(*, member: Membership, looker: Looker, conversation: Conversation, text: str) -> Note:
    """Add a note that the patient's side can never read. `conversation` is locked."""
    require(member, Act.WRITE_CONVERSATIONS)
    note = keep_note(member=member, conversation=conversation, kind=Note.Kind.NOTE, text=check_text(text))
    keep_mentions(member=member, conversation=conversation, note=note, text=text)
    log(looker=looker, conversation=conversation, event="note.add", action="C")
    wake(conversation)
    return note
