"""Paths of a department, their versions, and what starts and anchors a version."""

from __future__ import annotations

from typing import NewType
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from rowsecurity.models import TenantForeignKey, TenantOwned

# The id of a version that is or was on: what it says never changes, so that it may be remembered.
InUse = NewType("InUse", UUID)


class CarePath(TenantOwned):
    """A timed plan of a department."""

    department = TenantForeignKey("tenants.Department", models.PROTECT, related_name="care_paths")
    title = models.CharField(max_length=80)

    class Meta(TenantOwned.Meta):
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class CarePathVersion(TenantOwned):
    """One edition of a path. Draft until it is turned on; retired when another one is."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("active")
        RETIRED = "retired", _("retired")

    path = TenantForeignKey(CarePath, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField(db_default=Now())

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint("organisation", "path", "number", name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["organisation", "path"], condition=Q(state="active"), name="one_active_version"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.path_id}"

    @property
    def in_use(self) -> InUse:
        """Itself, for what may be remembered of it; a draft still changes."""
        if self.state == self.State.DRAFT:
            raise ValueError("a draft is not in use")
        return InUse(self.id)


class PathTrigger(TenantOwned):
    """What puts a patient on a version."""

    class Kind(models.TextChoices):
        APPOINTMENT = "appointment", _("an appointment")
        BY_HAND = "by_hand", _("enrolment by hand")
        ANSWER = "answer", _("an answer")
        RESULT = "result", _("a result that is in")
        DISCHARGE = "discharge", _("discharge")

    version = TenantForeignKey(CarePathVersion, models.CASCADE, related_name="triggers")
    kind = models.CharField(max_length=11, choices=Kind)
    # Of the kind of visit, the kind of result, or the answer (the key of a button, the code of an option).
    code = models.CharField(max_length=80, blank=True)
    code_name = models.CharField(max_length=80, blank=True)
    # Where the appointment or stay is; empty is the department of the path.
    department = TenantForeignKey(
        "tenants.Department", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # A visit that is nearer than this when booked does not start the path.
    days_ahead = models.PositiveSmallIntegerField(default=1)
    # What is answered: a step of a path (its key), or an item of a question list.
    of_step = models.UUIDField(null=True, blank=True)
    questionnaire = models.CharField(max_length=300, blank=True, help_text="Canonical address.")
    item = models.CharField(max_length=120, blank=True, help_text="linkId of the question.")

    class Meta(TenantOwned.Meta):
        ordering = ["kind", "code"]
        indexes = [models.Index(fields=["organisation", "kind", "code"], name="triggers_by_code")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}".strip()


class PathAnchor(TenantOwned):
    """A named moment that steps of a version count from."""

    class Source(models.TextChoices):
        APPOINTMENT = "appointment", _("the appointment")
        DISCHARGE = "discharge", _("the discharge")
        TEAM = "team", _("a date the team enters")
        PATIENT = "patient", _("a date the patient enters")
        START = "start", _("the start of the enrolment")

    version = TenantForeignKey(CarePathVersion, models.CASCADE, related_name="anchors")
    key = models.CharField(max_length=30, help_text="Also a placeholder in texts.")
    name = models.CharField(max_length=60)
    source = models.CharField(max_length=11, choices=Source)
    # Otherwise a day: no step can count in hours from it.
    has_time = models.BooleanField(default=True)
    # Enrolling asks for it; otherwise its steps wait until somebody enters it.
    is_required = models.BooleanField(default=True)
    number = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantOwned.Meta):
        ordering = ["number", "key"]
        constraints = [models.UniqueConstraint("organisation", "version", "key", name="one_anchor_per_key")]

    def __str__(self) -> str:
        return self.name
