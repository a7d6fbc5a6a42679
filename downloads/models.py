"""What was asked for, how far it is, and the sealed pieces of the finished file."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from rowsecurity.models import TenantForeignKey, TenantOwned


class Download(TenantOwned):
    """A copy of the conversations about one patient at one organisation, or a file of its figures, for the
    person who asked.

    Which conversations, and up to which number, is settled in that person's own scope when they ask; whoever
    makes it reads nothing else.
    """

    class Kind(models.TextChoices):
        TALK = "talk"
        USAGE = "usage"  # figures without a name or a word of a patient; asked for by the team

    class Form(models.TextChoices):
        PDF = "pdf", _("Document to read or print (PDF)")
        FHIR = "fhir", _("File for another system (FHIR, JSON)")

    class State(models.TextChoices):
        DUE = "due", _("waits")
        LEASED = "leased", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=5, choices=Kind, default=Kind.TALK)
    patient = TenantForeignKey("people.Patient", models.CASCADE, null=True, blank=True, related_name="+")
    form = models.CharField(max_length=8, help_text="Of conversations one of Form.")
    conversation_ids = ArrayField(models.UUIDField(), default=list)
    numbers = ArrayField(
        models.PositiveIntegerField(), default=list, help_text="Up to which message, of each conversation."
    )
    wish = models.CharField(max_length=400, blank=True, default="", help_text="Of figures, as in an address.")
    parts = models.PositiveIntegerField(default=0, help_text="Of figures: in how many parts they are read.")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=5, default="nl")
    state = models.CharField(max_length=6, choices=State, default=State.DUE)
    done = models.PositiveIntegerField(default=0, help_text="Conversations or parts that are in it.")
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(help_text="After this it is removed.")
    size = models.PositiveIntegerField(default=0)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-created_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["person", "-created_at"], name="downloads_of_person"),
            models.Index(
                fields=["created_at"], name="download_due", condition=Q(state__in=("due", "leased"))
            ),
            models.Index(fields=["expires_at"], name="download_expires"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="usage", patient=None) | Q(kind="talk", patient__isnull=False),
                name="figures_are_of_no_patient",
            )
        ]

    def __str__(self) -> str:
        return f"download {self.id}"

    @property
    def total(self) -> int:
        return self.parts or len(self.conversation_ids)

    @property
    def form_name(self) -> str:
        """Of a copy of conversations."""
        return str(self.Form(self.form).label)

    @property
    def is_in_the_making(self) -> bool:
        return self.state in (self.State.DUE, self.State.LEASED)

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY


class DownloadPiece(TenantOwned):
    """A sealed piece of the finished file."""

    download = TenantForeignKey(Download, models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint("organisation", "download", "number", name="one_piece_per_number")
        ]

    def __str__(self) -> str:
        return f"piece {self.number} of {self.download_id}"
