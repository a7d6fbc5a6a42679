"""Who follows a path, the moments their steps count from, and what is due."""

from __future__ import annotations

from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from carepaths.clock import NETHERLANDS
from carepaths.models.paths import CarePathVersion, InUse, PathTrigger
from carepaths.models.steps import Step
from carepaths.models.visits import Visit
from carepaths.plan import Anchor
from rowsecurity.models import TenantForeignKey, TenantOwned


class Enrolment(TenantOwned):
    """One patient on one version of a path; for one visit, or started in another way."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        ENDED = "ended", _("ended")

    patient = TenantForeignKey("people.Patient", models.PROTECT, related_name="enrolments")
    version = TenantForeignKey(CarePathVersion, models.PROTECT, related_name="enrolments")
    visit = TenantForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="enrolments")
    conversation = TenantForeignKey(
        "conversations.Conversation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    began_by = models.CharField(
        max_length=11,
        choices=PathTrigger.Kind,
        default=PathTrigger.Kind.APPOINTMENT,
        db_default=PathTrigger.Kind.APPOINTMENT,
    )
    status = models.CharField(max_length=8, choices=Status, default=Status.ACTIVE)
    ended_reason = models.CharField(max_length=20, blank=True)
    # Goes up with every move of a moment; what was planned for an older one is never sent.
    plan_number = models.PositiveIntegerField(default=1, db_default=1)
    created_at = models.DateTimeField(db_default=Now())

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "visit"],
                condition=Q(status__in=["active", "paused"]),
                name="one_path_per_visit",
            ),
            models.UniqueConstraint(
                fields=["organisation", "patient", "version"],
                condition=Q(status__in=["active", "paused"], visit=None),
                name="once_on_a_version",
            ),
        ]
        indexes = [
            models.Index("version", F("created_at").desc(), "id", name="enrolments_of_version"),
            models.Index("patient", name="enrolments_of_patient"),
        ]

    def __str__(self) -> str:
        return f"enrolment {self.id}"

    @property
    def is_running(self) -> bool:
        return self.status != self.Status.ENDED

    @property
    def follows(self) -> InUse:
        """The version; nobody is ever put on a draft."""
        return InUse(self.version_id)


class EnrolmentAnchor(TenantOwned):
    """The moment that an anchor of the version has for this patient; none until it is known."""

    enrolment = TenantForeignKey(Enrolment, models.CASCADE, related_name="anchors", db_index=False)
    key = models.CharField(max_length=30, help_text="Of the PathAnchor.")
    moment = models.DateTimeField(null=True, blank=True)
    zone = models.CharField(max_length=40, default=NETHERLANDS)
    # A day without an hour begins at midnight there.
    is_day = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, help_text="Goes up when it is moved.")
    # Of one that the patient enters: when it was asked, and when the answer was given that was taken last.
    asked_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    # The moment that a message last told or counted from; a move is told when it differs.
    told = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "organisation", "key"], name="one_moment_per_anchor")
        ]

    def __str__(self) -> str:
        return f"anchor {self.key} of {self.enrolment_id}"

    @property
    def anchor(self) -> Anchor | None:
        """As the pure planner takes it; None while it has no moment."""
        return Anchor(self.moment, self.zone) if self.moment else None


class DueStep(TenantOwned):
    """Something to do at a moment, once, and the record of what came of it; done by `actions.carry_out`.

    Triggers keep an `OpenStep` beside it for as long as it is to be done. What changes when it is done stands
    in no index.
    """

    class Kind(models.TextChoices):
        STEP = "step", _("step")
        MOVED = "moved", _("a moment was moved")

    class State(models.TextChoices):
        DUE = "due", _("planned")
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
    # The plan number of the enrolment for which this was planned. For a path around a visit that is also
    # the version of the visit, hence the name.
    visit_version = models.PositiveIntegerField()
    # The moment of the anchor that this tells, or would have told.
    visit_starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.DUE)
    # The place of its step that it has, and no other row may have; compared by an index, unlike `state`.
    holds_place = models.GeneratedField(
        expression=ExpressionWrapper(Q(state__in=["due", "failed", "done"]), models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Tries that went wrong.")
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
            # Whatever went wrong before it: a step is planned or done once, over all versions of the visit.
            models.UniqueConstraint(
                fields=["enrolment", "organisation", "step", "occurrence"],
                condition=Q(holds_place=True, kind="step"),
                name="nothing_done_twice",
            ),
            models.CheckConstraint(
                condition=Q(kind="moved", step=None) | Q(kind="step", step__isnull=False),
                name="a_step_or_a_move",
            ),
        ]

    def __str__(self) -> str:
        return f"due step {self.id}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.DUE


class OpenStep(TenantOwned):
    """What dispatchers claim: a narrow row of the id of a `DueStep`, there while that is due or has failed.

    Written by the triggers of `DueStep` and by `claim_due_steps`. One that failed wakes at infinity.
    """

    organisation = models.ForeignKey(
        "tenants.Organisation", models.PROTECT, related_name="+", editable=False, db_index=False
    )
    # When a dispatcher may take it: the moment itself, or later after a failure.
    wake_at = models.DateTimeField()
    # Whose it is until then stands in no index, so that claiming a row changes none.
    lease_until = models.DateTimeField(null=True, blank=True)
    # Counts the claims; a worker that lost its lease no longer has the newest number.
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    was_lost = models.BooleanField(
        default=False, db_default=False, help_text="The lease before this one ended without a word."
    )

    class Meta(TenantOwned.Meta):
        indexes = [models.Index(fields=["wake_at"], name="due_now")]

    def __str__(self) -> str:
        return f"open step {self.id}"
