"""Visits and results as the hospital's system tells them; paths, who follows them, and what is due.

A version never changes once it is used; a due step is unique per enrolment, step and version of the
visit, so that nothing can be planned or sent twice.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from carepaths.clock import NETHERLANDS
from carepaths.plan import Anchor, PlannedStep
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

    def __str__(self) -> str:
        return f"visit {self.id}"

    @property
    def anchor(self) -> Anchor:
        return Anchor(self.starts_at, self.zone)

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


class CarePath(TenantOwned):
    """A timed plan of a department, started by a kind of visit."""

    department = TenantForeignKey("tenants.Department", models.PROTECT, related_name="care_paths")
    title = models.CharField(max_length=80)
    visit_kind = models.CharField(max_length=40, help_text="Code of the kind of visit that starts it.")
    visit_kind_name = models.CharField(max_length=80, blank=True)

    class Meta(TenantOwned.Meta):
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint("organisation", "department", "visit_kind", name="one_path_per_kind")
        ]

    def __str__(self) -> str:
        return self.title


class CarePathVersion(TenantOwned):
    """One edition of a path. Draft until it is turned on; retired when the next one is."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("active")
        RETIRED = "retired", _("retired")

    path = TenantForeignKey(CarePath, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    # A visit that is nearer than this when booked does not start the path.
    days_ahead = models.PositiveSmallIntegerField(default=1)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint("organisation", "path", "number", name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["organisation", "path"], condition=Q(state="active"), name="one_active_version"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.path_id}"


class Step(TenantOwned):
    """What happens at an offset in days from the visit, at an hour of the wall clock."""

    class Kind(models.TextChoices):
        MESSAGE = "message", _("message")
        TASK = "task", _("message with buttons")

    class Condition(models.TextChoices):
        NONE = "none", _("always")
        NO_RESULT = "no_result", _("only if there is no result yet")

    version = TenantForeignKey(CarePathVersion, models.CASCADE, related_name="steps")
    offset_days = models.SmallIntegerField(help_text="Days from the visit; before it is negative.")
    at = models.TimeField(help_text="Local time.")
    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=80)
    text = models.TextField(max_length=2000, help_text="With placeholders; see wording.py.")
    condition = models.CharField(max_length=10, choices=Condition, default=Condition.NONE)
    # The kind of result this step asks for, and how old it may be at the visit.
    result_code = models.CharField(max_length=40, blank=True)
    result_days = models.PositiveSmallIntegerField(default=30)
    deadline_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="To be done so many days before the visit."
    )
    buttons = models.JSONField(
        default=list, help_text="As conversations.Task.choices, texts with placeholders."
    )

    class Meta(TenantOwned.Meta):
        ordering = ["offset_days", "at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(condition="none") | ~Q(result_code=""), name="a_condition_names_its_result"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def planned(self) -> PlannedStep:
        """As the pure planner takes it."""
        only_without = self.condition == self.Condition.NO_RESULT
        return PlannedStep(self.id, self.offset_days, self.at, only_without, self.result_days)


class Enrolment(TenantOwned):
    """One patient on one version of a path, for one visit."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        ENDED = "ended", _("ended")

    patient = TenantForeignKey("people.Patient", models.PROTECT, related_name="enrolments")
    version = TenantForeignKey(CarePathVersion, models.PROTECT, related_name="enrolments")
    visit = TenantForeignKey(Visit, models.PROTECT, related_name="enrolments")
    conversation = TenantForeignKey(
        "conversations.Conversation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    status = models.CharField(max_length=8, choices=Status, default=Status.ACTIVE)
    ended_reason = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "visit"], condition=Q(status="active"), name="one_path_per_visit"
            )
        ]
        indexes = [
            models.Index("version", F("created_at").desc(), "id", name="enrolments_of_version"),
            models.Index("patient", name="enrolments_of_patient"),
        ]

    def __str__(self) -> str:
        return f"enrolment {self.id}"


class DueStep(TenantOwned):
    """Something to do at a moment, once. Claimed by `claim_due_steps`, done by `actions.carry_out`."""

    class Kind(models.TextChoices):
        STEP = "step", _("step")
        MOVED = "moved", _("the visit was moved")

    class State(models.TextChoices):
        DUE = "due", _("planned")
        LEASED = "leased", _("being sent")
        DONE = "done", _("sent")
        SKIPPED = "skipped", _("left out")
        CANCELLED = "cancelled", _("lapsed")
        FAILED = "failed", _("failed")

    # Every column of an index is written with every row that is done: each of these is led by another index.
    organisation = models.ForeignKey(
        "tenants.Organisation", models.PROTECT, related_name="+", editable=False, db_index=False
    )
    enrolment = TenantForeignKey(Enrolment, models.CASCADE, related_name="due_steps", db_index=False)
    step = TenantForeignKey(Step, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.STEP)
    occurrence = models.PositiveSmallIntegerField(default=1)
    visit_version = models.PositiveIntegerField()
    # The moment of the visit that this tells, or would have told.
    visit_starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.DUE)
    # When a dispatcher may take it: the moment itself, or later after a failure.
    wake_at = models.DateTimeField()
    # Whose it is until then stands in no index, so that claiming a row changes none.
    lease_until = models.DateTimeField(null=True, blank=True)
    # Counts the claims; a worker that lost its lease no longer has the newest number.
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=120, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    message_number = models.PositiveIntegerField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "organisation", "step", "kind", "occurrence", "visit_version"],
                name="nothing_planned_twice",
                nulls_distinct=False,
            ),
            # Whatever went wrong before it: a step is done once, over all versions of the visit.
            models.UniqueConstraint(
                fields=["enrolment", "organisation", "step", "occurrence"],
                condition=Q(state="done", kind="step"),
                name="nothing_done_twice",
            ),
            models.CheckConstraint(
                condition=Q(kind="moved", step=None) | Q(kind="step", step__isnull=False),
                name="a_step_or_a_move",
            ),
        ]
        indexes = [
            models.Index(fields=["wake_at"], name="due_now", condition=Q(state__in=["due", "leased"])),
            models.Index(fields=["organisation"], name="due_failed", condition=Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"due step {self.id}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.DUE, self.State.LEASED)
