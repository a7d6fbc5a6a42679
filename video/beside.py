"""What the pages of a conversation show of its video visits: to the team, and to the patient's side."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from conversations.models import Conversation
from tenants.models import Membership
from tenants.roles import Act, may
from video import queries
from video.models import VideoVisit


def beside_conversation(request: HttpRequest, conversation: Conversation) -> dict[str, Any] | None:
    """The visits to come, and the way to call now or plan one."""
    membership: Membership = request.membership  # type: ignore[attr-defined]
    if not may(membership, Act.WRITE_CONVERSATIONS):
        return None
    visits = queries.visits_of_conversation(conversation)
    can_go_on = not conversation.is_closed and conversation.patient.deceased_on is None
    may_plan = can_go_on and request.organisation.video_is_on  # type: ignore[attr-defined]
    if not (visits or may_plan):
        return None
    return {"conversation": conversation, "visits": visits, "may_plan": may_plan}


def beside_own_thread(request: HttpRequest, conversation: Conversation) -> dict[str, Any] | None:
    """The way to the waiting room, above the conversation."""
    if conversation.read_until is not None:
        return None
    return {"conversation": conversation, "visit": next_visit(conversation)}


def next_visit(conversation: Conversation) -> VideoVisit | None:
    """The visit that goes on, or comes first."""
    return next(iter(queries.visits_of_conversation(conversation)), None)
