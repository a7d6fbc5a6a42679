"""A copy of everything that an organisation has: asked for, how far it is, and where it is kept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from files.models import random_name
from keeping.models.asking import AGREED_BY_A_SECOND, AskedOfTwo
from rowsecurity.models import TenantOwned


class Everything(AskedOfTwo):
    """One copy. The file itself is kept where files are, sealed with a key that stands here, sealed too."""

    class State(models.TextChoices):
        ASKED = "asked", _("waits for a second admin")
        REFUSED = "denied", _("not agreed to")
        DUE = "due", _("waits")
        LEASED = "leased", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    state = models.CharField(max_length=6, choices=State, default=State.ASKED)
    done = models.PositiveIntegerField(default=0, help_text="Tables that are in it.")
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(help_text="After this it is removed.")
    size = models.PositiveBigIntegerField(default=0)
    store_name = models.CharField(max_length=32, default=random_name, editable=False)
    key_sealed = models.BinaryField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-created_at", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["created_at"], name="everything_due", condition=Q(state__in=("due", "leased"))
            ),
            models.Index(fields=["expires_at"], name="everything_expires"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=("asked", "denied")) | AGREED_BY_A_SECOND,
                name="a_copy_is_agreed_by_a_second",
            ),
        ]

    def __str__(self) -> str:
        return f"copy {self.id}"

    @property
    def is_asked(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def is_refused(self) -> bool:
        return self.state == self.State.REFUSED

    @property
    def is_in_the_making(self) -> bool:
        return self.state in (self.State.DUE, self.State.LEASED)

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY
