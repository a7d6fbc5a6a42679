"""The team's own labels on conversations; the patient's side has no right on these tables."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from conversations.models.talk import Conversation
from rowsecurity.models import TenantForeignKey, TenantOwned


class Label(TenantOwned):
    """A word of the organisation, or of one department of it, with a colour of the palette.

    Not sealed: it says nothing about one patient. Which conversation has it is another table.
    """

    class Colour(models.TextChoices):
        TEAL = "teal", _("teal")
        BLUE = "blue", _("blue")
        PURPLE = "purple", _("purple")
        RED = "red", _("red")
        AMBER = "amber", _("amber")
        GREEN = "green", _("green")
        GREY = "grey", _("grey")

    name = models.CharField(max_length=30)
    colour = models.CharField(max_length=8, choices=Colour, default=Colour.TEAL)
    # None: every department of the organisation uses it.
    department = TenantForeignKey(
        "tenants.Department", models.CASCADE, null=True, blank=True, related_name="labels"
    )
    # Not offered any more; where it was put it stays until somebody takes it off.
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "organisation", Lower("name"), name="one_label_per_name", condition=Q(retired_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.name


class ConversationLabel(TenantOwned):
    """A conversation has a label."""

    conversation = TenantForeignKey(Conversation, models.CASCADE, related_name="labels")
    label = TenantForeignKey(Label, models.CASCADE, related_name="conversations")

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint("organisation", "conversation", "label", name="one_of_each_label")
        ]
        indexes = [models.Index("organisation", "label", "conversation", name="conversations_of_label")]
