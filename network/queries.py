"""Who takes part, as the conversation's own organisation and its patient's side see it."""

from __future__ import annotations

from conversations.models import Conversation
from network.models import Findable, Participation
from tenants.models import Department


def partners(conversation: Conversation) -> list[Participation]:
    """The departments of other organisations that take part now."""
    rows = Participation.objects.filter(conversation=conversation, ended_at=None)
    return list(rows.select_related("partner"))


def findable_departments() -> list[tuple[Department, bool]]:
    """The departments of one's own organisation, and whether each agreed to be found."""
    known = set(Findable.objects.values_list("department_id", flat=True))
    return [(department, department.id in known) for department in Department.objects.all()]
