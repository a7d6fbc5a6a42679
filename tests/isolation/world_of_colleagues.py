"""What colleagues leave each other, with words of the team in it; `world` calls it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from audit.actions import Looker
from conversations.actions.prepared_replies import ask_approval
from conversations.actions.replies import Reply
from conversations.actions.team_tasks import create_team_task
from conversations.models import Absence, Approval, Conversation, HandedOver, Mention, Note
from tenants.models import Department, Membership
from tests.isolation.world import PATIENTS, Side


def seed(side: Side) -> None:
    """A task about each patient, an answer that waits, and who wrote one that was sent."""
    department = Department.objects.get(id=side.things["department_id"]["house"])
    desi, marieke = (
        Membership.objects.get(id=side.things["membership_id"][each]) for each in ("desi", "staff")
    )
    now = timezone.now()
    absence = Absence.objects.create(
        member=desi,
        author=desi,
        stand_in=marieke,
        starts_at=now + timedelta(days=1),
        ends_at=now + timedelta(days=9),
    )
    side.tell("absence_id", "staff", absence.id)
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
        prepared = ask_approval(
            member=desi,
            looker=Looker(label="", role="desk"),
            conversation=conversation,
            reply=Reply(uuid4(), side.word("staff", "care"), 2),
        )
        HandedOver.objects.create(absence=absence, conversation=conversation, to=marieke)
        side.tell("prepared_id", name, prepared.id)
        note = Note.objects.get(conversation=conversation, kind="note")
        Mention.objects.create(conversation=conversation, note=note, member=desi)
        Approval.objects.create(conversation=conversation, number=1, written_by=side.word(name, "care"))
