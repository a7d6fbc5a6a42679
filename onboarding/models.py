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
