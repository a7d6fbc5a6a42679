"""Who of the team is named in a note, so that they find it; and who is away, and who answers for them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from conversations.models.talk import Conversation
from conversations.models.team import Note
from rowsecurity.models import TenantForeignKey, TenantOwned


class Mention(TenantOwned):
    """A colleague who is named in a note."""

    conversation = TenantForeignKey(Conversation, models.CASCADE, related_name="mentions")
    note = TenantForeignKey(Note, models.CASCADE, related_name="mentions")
    member = TenantForeignKey("tenants.Membership", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint("organisation", "note", "member", name="named_once_in_a_note")]
        indexes = [
            models.Index("organisation", "member", F("created_at").desc(), name="mentions_of_member"),
            models.Index(
                fields=["organisation", "member"], name="mentions_not_seen", condition=Q(seen_at=None)
            ),
        ]


class Absence(TenantOwned):
    """A member is away for a while. Without a stand-in their work goes back to the department."""

    member = TenantForeignKey("tenants.Membership", models.CASCADE, related_name="absences")
    stand_in = TenantForeignKey("tenants.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    author = TenantForeignKey("tenants.Membership", models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="absence_has_a_length"),
            models.CheckConstraint(condition=~Q(member=F("stand_in")), name="nobody_stands_in_for_oneself"),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "member", "ends_at"],
                name="absences_of_member",
                condition=Q(cancelled_at=None),
            )
        ]


class HandedOver(TenantOwned):
    """What moved because somebody is away, so that it can be moved back in one go."""

    absence = TenantForeignKey(Absence, models.CASCADE, related_name="handed_over")
    conversation = TenantForeignKey(Conversation, models.CASCADE, null=True, blank=True, related_name="+")
    task = TenantForeignKey("conversations.TeamTask", models.CASCADE, null=True, blank=True, related_name="+")
    to = TenantForeignKey("tenants.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(conversation=None) ^ Q(task=None), name="a_conversation_or_a_task"
            )
        ]
