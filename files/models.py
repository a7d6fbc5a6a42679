"""A file: whose it is, how far it is, and the key that opens what the store keeps of it."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from files import places
from rowsecurity.models import TenantForeignKey, TenantOwned
from tenants import envelope


def random_name() -> str:
    """A name in the store that tells nothing."""
    return secrets.token_hex(16)


class StoredFile(TenantOwned):
    """One photo or document. Nobody reads it until it is `ready`, only its uploader until it is attached."""

    class State(models.TextChoices):
        RECEIVING = "receiving", _("on its way")
        RECEIVED = "received", _("waits to be looked at")
        CHECKING = "checking", _("being looked at")
        READY = "ready", _("ready")
        REFUSED = "refused", _("refused")

    class Kind(models.TextChoices):
        JPEG = "jpeg", _("photo")
        PNG = "png", _("picture")
        PDF = "pdf", _("document")

    class Reason(models.TextChoices):
        """Why it was refused; the sentence is in `wording`."""

        KIND = "kind"
        PIXELS = "pixels"
        BROKEN = "broken"
        VIRUS = "virus"
        UNCHECKED = "unchecked"

    patient = TenantForeignKey("people.Patient", models.PROTECT, related_name="+")
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # What it is added to before it is sent; names a row of an app above this one.
    meant_for = models.UUIDField()
    client_id = models.UUIDField(help_text="Chosen by the uploader: sending it again is sending once.")
    state = models.CharField(max_length=9, choices=State, default=State.RECEIVING)
    reason = models.CharField(max_length=9, choices=Reason, blank=True)
    kind = models.CharField(max_length=4, choices=Kind, blank=True)
    name_sealed = models.BinaryField()
    # Opens what is in the store; sealed itself, and gone with this row.
    key_sealed = models.BinaryField()
    store_name = models.CharField(max_length=32, default=random_name, editable=False)
    size = models.PositiveIntegerField(default=0, help_text="Bytes, of what is given back.")
    checksum = models.BinaryField(max_length=32, default=b"", help_text="SHA-256 of what was received.")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    small_size = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    not_before = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    kept_for = models.UUIDField(null=True, blank=True, help_text="An answer that waits, with which it goes.")
    attached_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "uploader", "client_id"], name="uploading_twice_is_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["not_before"], name="files_to_check", condition=Q(state__in=("received", "checking"))
            ),
            models.Index(fields=["created_at"], name="files_not_sent", condition=Q(attached_at=None)),
            models.Index(
                fields=["uploader", "meant_for"], name="files_being_added", condition=Q(attached_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"file {self.id}"

    @property
    def name(self) -> str:
        return envelope.open_sealed(self.organisation_id, places.name(self.id), self.name_sealed)

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def is_refused(self) -> bool:
        return self.state == self.State.REFUSED

    @property
    def is_picture(self) -> bool:
        return self.kind in (self.Kind.JPEG, self.Kind.PNG)
