"""Tokens of an organisation's systems, and which resource was received in which version."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from rowsecurity.models import TenantOwned


class ApiToken(TenantOwned):
    """A system of the organisation that may tell. The token itself is shown once and kept hashed."""

    label = models.CharField(max_length=80)
    token_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint("organisation", "label", name="one_token_per_label")]
        indexes = [models.Index(fields=["token_hash"], name="token_in_use", condition=Q(revoked_at=None))]

    def __str__(self) -> str:
        return self.label


class IncomingResource(TenantOwned):
    """The newest version received of a resource, and what it became. Older ones change nothing."""

    class Type(models.TextChoices):
        PATIENT = "Patient", _("patient")
        APPOINTMENT = "Appointment", _("appointment")
        DIAGNOSTIC_REPORT = "DiagnosticReport", _("result")
        ENCOUNTER = "Encounter", _("discharge")

    resource_type = models.CharField(max_length=20, choices=Type)
    identifier = models.CharField(max_length=200, help_text="system|value")
    version = models.BigIntegerField(default=0, help_text="meta.versionId; 0 while nothing was taken in.")
    digest = models.BinaryField(max_length=32, default=b"")
    target_id = models.UUIDField(
        null=True,
        blank=True,
        help_text="The patient, visit or result it became; of a discharge the row itself.",
    )
    received_at = models.DateTimeField(db_default=Now())

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint("organisation", "resource_type", "identifier", name="one_per_identifier")
        ]
        indexes = [models.Index(fields=["target_id"], name="incoming_of_target")]

    def __str__(self) -> str:
        return f"{self.resource_type} {self.id}"
