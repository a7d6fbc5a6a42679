"""What was shown outside the organisation, as it was shown first; never changed and never taken back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from rowsecurity.models import TenantForeignKey, TenantOwned


class ShownGroup(TenantOwned):
    """In which groups a department (or what is of none) was when anything of a quarter was shown first."""

    quarter = models.DateField(help_text="Its first day.")
    department = TenantForeignKey(
        "tenants.Department", models.CASCADE, null=True, related_name="+", db_index=False
    )
    groups = models.JSONField(help_text="As in groups.By: way to group.")

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                "organisation", "quarter", "department", name="shown_in_groups_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"groups of {self.department_id} in {self.quarter}"


class ShownFigure(TenantOwned):
    """One figure of one period, in every way that departments are put together, hidden ones included."""

    class Step(models.TextChoices):
        MONTH = "month", "month"
        QUARTER = "quarter", "quarter"

    step = models.CharField(max_length=7, choices=Step)
    starts_on = models.DateField()
    figure = models.CharField(max_length=40)
    cells = models.JSONField(help_text="[way, group, number, people, whether it is shown], of each.")
    at = models.DateTimeField(db_default=Now())

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint("organisation", "step", "starts_on", "figure", name="shown_once"),
            models.CheckConstraint(condition=Q(starts_on__day=1), name="shown_from_a_first"),
        ]

    def __str__(self) -> str:
        return f"{self.figure} of the {self.step} of {self.starts_on}"
