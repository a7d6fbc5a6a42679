"""Tickets: somebody does not get in, or something does not work. What people write is sealed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rowsecurity.models import TenantForeignKey, TenantOwned


class Ticket(TenantOwned):
    """One request for help, from the first word to the last."""

    class Source(models.TextChoices):
        CHAT = "chat", _("form and chat")
        DESK = "desk", _("desk")
        PHONE = "phone", _("telephone")
        MAIL = "mail", _("e-mail")

    class Topic(models.TextChoices):
        NO_INVITATION = "no_invitation", _("I did not get an invitation")
        LINK = "link", _("My link or code from the letter does not work")
        CODE = "code", _("I do not get a code by text message")
        PASSWORD = "password", _("I do not know my password any more")
        LOST_PHONE = "lost_phone", _("I have another telephone or number")
        CALL = "call", _("I want somebody to help me by telephone")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        WAITING = "waiting", _("waits for an answer")
        SOLVED = "solved", _("solved")

    source = models.CharField(max_length=5, choices=Source)
    topic = models.CharField(max_length=14, choices=Topic)
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    # Name and how to reach them, sealed as JSON.
    asker = models.BinaryField()
    patient = TenantForeignKey("people.Patient", models.SET_NULL, null=True, blank=True, related_name="+")
    assignee = TenantForeignKey(
        "tenants.Membership", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Leads who asked to their own ticket; only the hash.
    token_hash = models.BinaryField(max_length=32, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    solved_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        indexes = [
            models.Index(fields=["token_hash"], name="ticket_token", condition=Q(token_hash__isnull=False)),
            models.Index(fields=["organisation", "state", "created_at"], name="tickets_by_state"),
        ]

    def __str__(self) -> str:
        return f"ticket {self.id}"

    @property
    def reference(self) -> str:
        """What somebody can say on the telephone."""
        return self.id.hex[:6].upper()

    @property
    def is_solved(self) -> bool:
        return self.state == self.State.SOLVED


class TicketEntry(TenantOwned):
    """One thing that was said or done in a ticket."""

    class Side(models.TextChoices):
        ASKER = "asker", _("who asks")
        HELPDESK = "helpdesk", _("helpdesk")
        NOTE = "note", _("note of the helpdesk")

    ticket = TenantForeignKey(Ticket, models.CASCADE, related_name="entries")
    side = models.CharField(max_length=8, choices=Side)
    author = TenantForeignKey("tenants.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    body = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["ticket", "created_at"], name="entries_of_ticket")]

    def __str__(self) -> str:
        return f"entry {self.id}"


class NumberChange(TenantOwned):
    """Another mobile number for a patient with an account.

    The helpdesk asks; somebody else confirms, who has seen the patient and their identity document.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("waits for the desk")
        DONE = "done", _("confirmed")
        DROPPED = "dropped", _("not confirmed")

    patient = TenantForeignKey("people.Patient", models.PROTECT, related_name="+")
    mobile = models.CharField(max_length=20, help_text="E.164")
    state = models.CharField(max_length=7, choices=State, default=State.ASKED)
    asked_by = TenantForeignKey("tenants.Membership", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    decided_by = TenantForeignKey(
        "tenants.Membership", models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done", decided_by=models.F("asked_by")), name="confirmed_by_somebody_else"
            ),
            models.UniqueConstraint(
                fields=["organisation", "patient"],
                condition=Q(state="asked"),
                name="one_number_change_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"number change {self.id}"
