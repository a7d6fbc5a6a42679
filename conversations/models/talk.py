"""What both sides share: a conversation's head, its numbered messages, and how far each has read."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from conversations import places
from rowsecurity.models import TenantForeignKey, TenantOwned
from tenants import envelope


class Conversation(TenantOwned):
    """Between one patient and a department. The head: how far it is, who waits, and until when."""

    # Found by the indexes below; each index more is written with every message.
    organisation = models.ForeignKey(
        "tenants.Organisation", models.PROTECT, related_name="+", editable=False, db_index=False
    )
    patient = TenantForeignKey("people.Patient", models.PROTECT, related_name="conversations", db_index=False)
    department = TenantForeignKey(
        "tenants.Department", models.PROTECT, related_name="conversations", db_index=False
    )
    assignee = TenantForeignKey(
        "tenants.Membership", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    # What the patient's side may know of the assignee, who is hidden from it; a trigger keeps both.
    held_by_role = models.CharField(max_length=12, blank=True, db_default="")
    held_by_title = models.CharField(max_length=60, blank=True, db_default="")
    subject_sealed = models.BinaryField()
    # Of the patient alone: whoever represents them does not reach it.
    is_private = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # Written by the SQL function conversation_send alone, under the lock of this row.
    last_number = models.PositiveIntegerField(default=0)
    # The one that lists show: the last, or the one before where the last is the automatic reply to it.
    line_number = models.PositiveIntegerField(default=0, db_default=0)
    last_message_at = models.DateTimeField(null=True, blank=True)
    # When the patient's side last wrote; until then whatever the team says answers nothing.
    patient_wrote_at = models.DateTimeField(null=True, blank=True)
    # Somebody waits for the team since then; the patient's side was promised an answer by then.
    waiting_since = models.DateTimeField(null=True, blank=True)
    answer_due_at = models.DateTimeField(null=True, blank=True)
    # The same moment as `waiting_since` while it is a department of another organisation that waits.
    partner_wrote_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reopen_until = models.DateTimeField(null=True, blank=True)
    # Put together with another of the same patient, where it goes on; its own messages stay where they are.
    merged_into = TenantForeignKey(
        "conversations.Conversation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_here",
        db_index=False,
    )
    merged_at = models.DateTimeField(null=True, blank=True)
    # How far somebody of the team has looked; the patient's side sees it as "read".
    team_read_number = models.PositiveIntegerField(default=0)
    team_read_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        indexes = [
            # A department without opening hours promises nothing: its heads come last.
            models.Index(
                "organisation", "department", "answer_due_at", "id",
                name="queue_of_department", condition=Q(closed_at=None, waiting_since__isnull=False),
            ),
            models.Index(
                "organisation", "department", "answer_due_at", "id", name="free_of_department",
                condition=Q(closed_at=None, waiting_since__isnull=False, assignee=None),
            ),
            models.Index(
                "organisation", "department", F("last_message_at").desc(), F("id").desc(),
                name="closed_of_department", condition=Q(closed_at__isnull=False),
            ),
            models.Index(
                "organisation", "department", F("last_message_at").desc(), F("id").desc(),
                name="answered_by_department", condition=Q(closed_at=None, waiting_since=None),
            ),
            models.Index(
                "organisation", "assignee", "answer_due_at", "id",
                name="queue_of_member", condition=Q(closed_at=None, assignee__isnull=False),
            ),
            models.Index("patient", F("last_message_at").desc(), F("id").desc(), name="talk_of_patient"),
            models.Index(fields=["patient"], name="private_talk", condition=Q(is_private=True)),
            models.Index(fields=["merged_into"], name="merged_here", condition=Q(merged_into__isnull=False)),
        ]  # fmt: skip

    # Filled by `access` for the patient's side: up to when they may read, and whether they may write.
    read_until: datetime | None = None
    is_writable: bool = False

    def __str__(self) -> str:
        return f"conversation {self.id}"

    @property
    def subject(self) -> str:
        return envelope.open_sealed(self.organisation_id, places.subject(self.id), self.subject_sealed)

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def is_waiting(self) -> bool:
        return self.waiting_since is not None and not self.is_closed

    @property
    def is_partners_word(self) -> bool:
        """Whether it waits for what another organisation wrote, while the patient asked nothing."""
        return self.waiting_since is not None and self.waiting_since == self.partner_wrote_at

    @property
    def asked_since(self) -> datetime | None:
        """Since when the patient's side waits for an answer."""
        return None if self.is_partners_word else self.waiting_since


class Message(TenantOwned):
    """One numbered entry, never changed after sending. Only the SQL function conversation_send writes it."""

    class Kind(models.TextChoices):
        TEXT = "text", _("message")
        AUTOMATIC = "automatic", _("automatic reply")
        TASK = "task", _("task")
        CLOSING = "closing", _("closed")
        CALL = "call", _("telephone call")  # what was said on the telephone, written down for both sides
        EVENT = "event", _("event")  # what the patient's side should know: another team answers from now on

    class Side(models.TextChoices):
        PATIENT = "patient", _("patient's side")
        TEAM = "team", _("team")
        SYSTEM = "system", _("automatic")
        PARTNER = "partner", _("department of another organisation")

    # One composite key (`message_of_same_patient`) answers for organisation, conversation and patient; they
    # are repeated from the conversation so that row security needs no join.
    organisation = models.ForeignKey(
        "tenants.Organisation",
        models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
        db_constraint=False,
    )
    conversation = TenantForeignKey(Conversation, models.CASCADE, related_name="messages", db_index=False)
    patient = TenantForeignKey("people.Patient", models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    client_id = models.UUIDField(help_text="Chosen by the sender: sending twice is sending once.")
    kind = models.CharField(max_length=10, choices=Kind)
    side = models.CharField(max_length=8, choices=Side)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    # As it was when sent: "Marieke · verpleegkundige".
    author_label = models.CharField(max_length=150)
    # True when the author wrote as representative of the patient.
    on_behalf = models.BooleanField(default=False)
    body_sealed = models.BinaryField()
    sent_at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("organisation", "conversation", "number", name="one_message_per_number"),
            models.UniqueConstraint(
                "organisation", "conversation", "client_id", name="sending_twice_is_once"
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.number} of {self.conversation_id}"

    @property
    def body(self) -> str:
        place = places.message(self.conversation_id, self.client_id)
        return envelope.open_sealed(self.organisation_id, place, self.body_sealed)


class ReadMark(TenantOwned):
    """How far a person has read. Unread is the head's last number less this one, never a count."""

    conversation = TenantForeignKey(Conversation, models.CASCADE, related_name="read_marks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    read_at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint("organisation", "conversation", "person", name="one_mark_per_reader")
        ]
