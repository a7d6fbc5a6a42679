"""What colleagues ask each other to do at a moment; the patient's side has no right on it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conversations import places
from conversations.models.talk import Conversation
from rowsecurity.models import TenantForeignKey, TenantOwned
from tenants import envelope


class TeamTask(TenantOwned):
    """Work for a department or for one of its members, that comes back by itself at `due_at`.

    `told_at` is empty until the clock has brought it back; snoozing empties it again.
    """

    class Kind(models.TextChoices):
        CALL = "call", _("call")
        ASK = "ask", _("ask")
        FOLLOW_UP = "follow_up", _("follow up")
        CHECK = "check", _("check")

    department = TenantForeignKey("tenants.Department", models.PROTECT, related_name="+")
    # Nobody: everybody of the department.
    assignee = TenantForeignKey("tenants.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    # Nobody: the platform made it.
    author = TenantForeignKey("tenants.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    patient = TenantForeignKey("people.Patient", models.CASCADE, null=True, blank=True, related_name="+")
    conversation = TenantForeignKey(
        Conversation, models.CASCADE, null=True, blank=True, related_name="team_tasks"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    text_sealed = models.BinaryField()
    due_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = TenantForeignKey("tenants.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    times_snoozed = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantOwned.Meta):
        indexes = [
            models.Index(
                fields=["organisation", "department", "due_at"],
                name="team_tasks_of_department",
                condition=Q(done_at=None),
            ),
            models.Index(
                fields=["organisation", "assignee", "due_at"],
                name="team_tasks_of_member",
                condition=Q(done_at=None, assignee__isnull=False),
            ),
            models.Index(fields=["organisation", "conversation"], name="team_tasks_of_talk"),
            models.Index(
                fields=["due_at"], name="team_tasks_to_tell", condition=Q(done_at=None, told_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"team task {self.id}"

    @property
    def text(self) -> str:
        return envelope.open_sealed(self.organisation_id, places.team_task(self.id), self.text_sealed)

    @property
    def is_done(self) -> bool:
        return self.done_at is not None
