"""Visits and results as the hospital's system tells them."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from carepaths.clock import NETHERLANDS
from rowsecurity.models import TenantForeignKey, TenantOwned


class Visit(TenantOwned):
    """An appointment at the organisation, as its own system names it (`source`)."""

    class Status(models.TextChoices):
        BOOKED = "booked", _("planned")
        CANCELLED = "cancelled", _("cancelled")
        FULFILLED = "fulfilled", _("took place")

    patient = TenantForeignKey("people.Patient", models.PROTECT, related_name="visits")
    department = TenantForeignKey("tenants.Department", models.PROTECT, related_name="visits")
    source = models.CharField(
        max_length=200, help_text="Identifier in the system it came from: system|value."
    )
    starts_at = models.DateTimeField()
    zone = models.CharField(max_length=40, default=NETHERLANDS)
    kind = models.CharField(max_length=40, help_text="Code of the kind of visit; paths start on it.")
    kind_name = models.CharField(max_length=80, blank=True)
    clinician = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.BOOKED)
    # Goes up when time or status change; what was planned for an older version is never sent.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint("organisation", "source", name="one_visit_per_source")]
        indexes = [
            models.Index("patient", F("starts_at").desc(), name="visits_of_patient"),
            models.Index("organisation", "department", "starts_at", name="visits_of_department"),
        ]

    # Filled by `queries.own_visits`: the video visit at this moment.
    video_id: UUID | None = None

    def __str__(self) -> str:
        return f"visit {self.id}"

    @property
    def is_booked(self) -> bool:
        return self.status == self.Status.BOOKED


class Result(TenantOwned):
    """That a result is in, and of what kind. No values: those stay in the hospital's system."""

    patient = TenantForeignKey("people.Patient", models.PROTECT, related_name="results")
    source = models.CharField(
        max_length=200, help_text="Identifier in the system it came from: system|value."
    )
    code = models.CharField(max_length=40, help_text="Kind of examination, for example LAB.")
    issued_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint("organisation", "source", name="one_result_per_source")]
        indexes = [models.Index("patient", "code", F("issued_at").desc(), name="results_of_patient")]

    def __str__(self) -> str:
        return f"result {self.id}"
