"""What colleagues leave each other, with words of the team in it; `world` calls it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from conversations.actions.team_tasks import create_team_task
from conversations.models import Conversation
from tenants.models import Department
from tests.isolation.world import PATIENTS, Side


def seed(side: Side) -> None:
    """A task about each patient."""
    department = Department.objects.get(id=side.things["department_id"]["house"])
    for name in PATIENTS:
        conversation = Conversation.objects.get(id=side.things["conversation_id"][name])
        task = create_team_task(
            department=department,
            kind="call",
            text=side.word("staff", "care"),
            due_at=timezone.now() - timedelta(hours=1),
            conversation=conversation,
        )
        side.tell("team_task_id", name, task.id)
