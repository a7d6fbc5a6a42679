"""The conversation of an address that both sides have, as whoever asks may reach it. Inside their scope."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from conversations.access import access_conversation, access_own_conversation
from conversations.models import Conversation
from people.edges import PersonRequest
from rowsecurity.errors import NotFound
from tenants.models import Membership
from tenants.roles import Act, require


def reach(request: PersonRequest, conversation_id: UUID, *, to_write: bool = False) -> Conversation:
    """Find it for a member at work, or for the patient's side; `to_write` where something is added."""
    member = member_of(request)
    if member is not None:
        if to_write:
            require(member, Act.WRITE_CONVERSATIONS)
        return access_conversation(member, conversation_id)
    conversation = access_own_conversation(request.user, conversation_id)
    if to_write and not conversation.is_writable:
        raise NotFound(_("This conversation does not exist, or you cannot write in it."))
    return conversation


def member_of(request: PersonRequest) -> Membership | None:
    """Who asks at work; None on the patient's side."""
    return getattr(request, "membership", None)
