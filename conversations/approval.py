"""When a second pair of eyes is needed; the same rule as `conversation_needs_approval` in the database."""

from __future__ import annotations

from django.utils.translation import gettext as _

from conversations.models import Conversation
from rowsecurity.errors import Refused
from tenants.models import Membership
from tenants.roles import is_desk_only


def needs_approval(member: Membership, conversation: Conversation) -> bool:
    """Whether what this member writes goes to the patient after a clinician approved it."""
    return conversation.department.desk_needs_approval and is_desk_only(member)


def refuse_unapproved(member: Membership, conversation: Conversation) -> None:
    """Raise `Refused` where this member's words may not go to the patient as they are."""
    if needs_approval(member, conversation):
        raise Refused(_("A clinician of this department approves your answers first. Ask for approval."))
