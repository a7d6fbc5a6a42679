"""When somebody is invited without anybody doing it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rowsecurity.models import TenantForeignKey, TenantOwned

REMIND_AFTER_DAYS = 3


class InvitationRule(TenantOwned):
    """Patients with an appointment at this department are invited by themselves."""

    department = TenantForeignKey("tenants.Department", models.CASCADE, related_name="+")
    is_on = models.BooleanField(default=False)
    visit_kinds = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    days_before = models.PositiveSmallIntegerField(
        default=21, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    # 0: no reminder.
    remind_after_days = models.PositiveSmallIntegerField(
        default=REMIND_AFTER_DAYS, validators=[MaxValueValidator(6)]
    )
    most_a_day = models.PositiveSmallIntegerField(
        default=200, validators=[MinValueValidator(1), MaxValueValidator(5000)]
    )

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint("organisation", "department", name="one_rule_per_department")]

    def __str__(self) -> str:
        return f"rule of {self.department_id}"


class DueInvitation(TenantOwned):
    """The one invitation by rule that a patient gets for a department, and what became of it."""

    class State(models.TextChoices):
        DUE = "due", _("waits")
        SENT = "sent", _("sent")
        SKIPPED = "skipped", _("not sent")

    patient = TenantForeignKey("people.Patient", models.CASCADE, related_name="+")
    department = TenantForeignKey("tenants.Department", models.CASCADE, related_name="+")
    visit = TenantForeignKey("carepaths.Visit", models.CASCADE, related_name="+")
    invitation = TenantForeignKey(
        "people.Invitation", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=7, choices=State, default=State.DUE)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                "organisation", "patient", "department", name="invited_once_by_rule_per_department"
            )
        ]
        indexes = [
            models.Index("organisation", "department", "done_at", name="invited_by_rule_when"),
            models.Index("organisation", name="invitation_due", condition=Q(state="due")),
        ]

    def __str__(self) -> str:
        return f"due invitation {self.id}"


class InvitationList(TenantOwned):
    """A list of patients or colleagues that somebody brought; nothing is imported until they agree."""

    class Kind(models.TextChoices):
        PATIENTS = "patients", _("patients")
        STAFF = "staff", _("colleagues")

    class State(models.TextChoices):
        CHECKING = "checking", _("is being checked")
        UNREADABLE = "unreadable", _("cannot be read")
        READY = "ready", _("waits for you")
        RUNNING = "running", _("is being imported")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")
        STOPPED = "stopped", _("stopped")

    class Encoding(models.TextChoices):
        UTF8 = "utf-8", "UTF-8"
        WINDOWS = "cp1252", "Windows-1252"

    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PATIENTS, db_default="patients")
    department = TenantForeignKey(
        "tenants.Department", models.PROTECT, null=True, blank=True, related_name="+"
    )
    member = TenantForeignKey("tenants.Membership", models.PROTECT, related_name="+")
    # In whose name the lines are carried out.
    agreed_by = TenantForeignKey(
        "tenants.Membership", models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.CHECKING)
    # The file as it was brought, sealed; gone once it has been checked.
    content = models.BinaryField(null=True, blank=True)
    encoding = models.CharField(max_length=8, choices=Encoding, blank=True)
    # Why it cannot be read: a code of `sheet.Problem`, and what it is about (names of columns).
    problem = models.CharField(max_length=24, blank=True)
    about = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                "organisation",
                name="list_in_hand",
                condition=Q(state__in=("checking", "running")),
            )
        ]

    def __str__(self) -> str:
        return f"list {self.id}"

    @property
    def is_busy(self) -> bool:
        return self.state in {self.State.CHECKING, self.State.RUNNING}


class ListLine(TenantOwned):
    """One line of a list: what it says (sealed), what is wrong with it, and what became of it."""

    class State(models.TextChoices):
        BAD = "bad", _("not right")
        GOOD = "good", _("right")
        DONE = "done", _("invited")
        FAILED = "failed", _("not invited")

    list = TenantForeignKey(InvitationList, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(help_text="Its number in the file; the heading is 1.")
    content = models.BinaryField()
    state = models.CharField(max_length=6, choices=State)
    # A code of `sheet.Problem`, or the sentence of a refusal.
    problem = models.CharField(max_length=200, blank=True)

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint("organisation", "list", "number", name="one_line_per_number")]
        indexes = [models.Index("list", "state", "number", name="lines_of_list")]

    def __str__(self) -> str:
        return f"line {self.number} of {self.list_id}"
