"""Figures per month. Everything here can be made again from what was counted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rowsecurity.models import TenantForeignKey, TenantOwned


class UsageRollup(TenantOwned):
    """One figure of a month and department; without department for what belongs to none."""

    class Kind(models.TextChoices):
        CONVERSATIONS = "conversations", _("conversations started")
        MESSAGES_PEOPLE = "messages_people", _("messages of people")
        MESSAGES_AUTOMATIC = "messages_auto", _("automatic messages")
        PATIENTS = "patients", _("unique patients")
        INVITATIONS_SENT = "invited", _("invitations sent")
        INVITATIONS_ACTIVATED = "activated", _("invitations activated")
        # Patients do not add up over departments, so the organisation has a figure of its own.
        PATIENTS_TOGETHER = "patients_all", _("unique patients of all departments together")

    month = models.DateField(help_text="Its first day.")
    department = TenantForeignKey("tenants.Department", models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind)
    count = models.PositiveIntegerField()

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                "organisation", "month", "department", "kind",
                name="one_figure", nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="figure_of_a_month"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.month:%Y-%m}"


class UsagePatient(TenantOwned):
    """This patient had contact with this department in this month: what unique patients are counted from."""

    month = models.DateField(help_text="Its first day.")
    department = TenantForeignKey("tenants.Department", models.CASCADE, related_name="+")
    patient = TenantForeignKey("people.Patient", models.CASCADE, related_name="+")

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                "organisation", "month", "department", "patient", name="a_patient_once_a_month"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="contact_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"contact {self.month:%Y-%m}"


class CountedMonth(TenantOwned):
    """Until when a month was counted."""

    month = models.DateField(help_text="Its first day.")
    counted_at = models.DateTimeField()
    seconds = models.FloatField(default=0, help_text="How long it took; see actions.REST.")

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint("organisation", "month", name="a_month_is_counted_once")]

    def __str__(self) -> str:
        return f"counted {self.month:%Y-%m}"
