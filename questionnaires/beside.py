"""What the team sees beside a conversation: the lists that were asked in it, and the way to ask one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from conversations.models import Conversation
from questionnaires import queries
from tenants.models import Membership
from tenants.roles import Act, may


def beside_conversation(request: HttpRequest, conversation: Conversation) -> dict[str, Any] | None:
    """Nothing where nothing was asked and the department works with no list."""
    asked = queries.requests_in(conversation)
    membership: Membership = request.membership  # type: ignore[attr-defined]
    is_able = may(membership, Act.WRITE_CONVERSATIONS) and not conversation.is_closed
    can_be_asked = is_able and conversation.patient.deceased_on is None
    may_ask = can_be_asked and queries.has_lists(conversation.department)
    if not asked and not may_ask:
        return None
    return {"asked": asked, "may_ask": may_ask, "is_able": is_able, "conversation": conversation}
