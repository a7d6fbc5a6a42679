"""What a conversation shows of who takes part, to its own team and to the patient's side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from conversations.models import Conversation
from network import doors, queries
from tenants.models import Membership
from tenants.roles import Act, may


def beside_conversation(request: HttpRequest, conversation: Conversation) -> dict[str, Any]:
    """Partners, and the way to invite one."""
    membership: Membership = request.membership  # type: ignore[attr-defined]
    return {
        "conversation": conversation,
        "partners": queries.partners(conversation),
        "may_share": may(membership, Act.SHARE),
    }


def beside_own_thread(request: HttpRequest, conversation: Conversation) -> dict[str, Any] | None:
    """Who of another organisation reads this; nothing when there is nobody."""
    partners = queries.partners(conversation)
    return {"partners": partners, "conversation": conversation} if partners else None


def beside_queues(counts: Mapping[str, Any]) -> dict[str, Any] | None:
    """The conversations of other organisations, with how many wait."""
    waiting = doors.Waiting(*counts[doors.WAITING])
    return {"waiting": waiting} if waiting.shared else None
