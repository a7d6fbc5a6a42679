"""What is asked of a patient in a message, with buttons."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conversations.date_answers import moment_of
from conversations.models.talk import Conversation
from rowsecurity.models import TenantForeignKey, TenantOwned


class Task(TenantOwned):
    """Something asked of the patient in a message, with buttons.

    `choices` is a list of {"key", "label", "effect", "text"}; effect is one of `Effect`.
    What is done on a page of its own has the address of that page as "path", and is marked as answered there.
    """

    class Effect(models.TextChoices):
        DONE = "done", _("done")
        EXPLAIN = "explain", _("explain")  # answers with `text`, the task stays open
        OPEN = "open", _("open a page")
        ASK_TEAM = "ask_team", _("ask the team")  # the patient waits for the team, with `text` as the message
        DATE = (
            "date",
            _("fill in a date"),
        )  # the answer is the date; `has_time` says whether an hour is asked too

    conversation = TenantForeignKey(Conversation, models.CASCADE, related_name="tasks")
    patient = TenantForeignKey("people.Patient", models.PROTECT, related_name="tasks")
    number = models.PositiveIntegerField(help_text="Of the message that asks it.")
    title = models.CharField(max_length=120)
    due_on = models.DateField(null=True, blank=True)
    choices = models.JSONField(default=list)
    answer = models.CharField(max_length=20, blank=True, help_text="Key of the choice.")
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint("organisation", "conversation", "number", name="one_task_per_message")
        ]
        indexes = [
            models.Index(
                fields=["patient"], name="open_tasks", condition=Q(answered_at=None, withdrawn_at=None)
            )
        ]

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None

    @property
    def is_date(self) -> bool:
        """Whether a date is asked, which its patient may change later."""
        return bool(self.choices) and self.choices[0]["effect"] == self.Effect.DATE

    @property
    def date(self) -> datetime | None:
        """The moment that was entered; none while it is not known."""
        return moment_of(self.answer) if self.is_date else None

    @property
    def has_time(self) -> bool:
        return self.is_date and bool(self.choices[0].get("has_time"))
