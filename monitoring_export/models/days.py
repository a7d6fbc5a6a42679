"""Roll-ups of days and months, and who is in them. All of it can be made again from what happened."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from rowsecurity.models import TenantForeignKey, TenantOwned


class UsageFigure(TenantOwned):
    """One sum of a day or of a month, and a department; or a histogram of times."""

    class Span(models.TextChoices):
        DAY = "d", "day"
        MONTH = "m", "month"

    # Found by the constraint below.
    organisation = models.ForeignKey(
        "tenants.Organisation", models.PROTECT, related_name="+", editable=False, db_index=False
    )
    span = models.CharField(max_length=1, choices=Span)
    starts_on = models.DateField()
    # Without a department is what belongs to none.
    department = TenantForeignKey(
        "tenants.Department", models.CASCADE, null=True, related_name="+", db_index=False
    )
    key = models.CharField(max_length=24, help_text="See dictionary.py and counting_facts.sql.")
    number = models.BigIntegerField(help_text="Of a histogram, all steps together.")
    steps = models.JSONField(null=True, help_text="How many of each step of a histogram; see histogram.py.")

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                "organisation", "span", "starts_on", "department", "key",
                name="one_figure_of_a_day", nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(span="d") | Q(starts_on__day=1), name="a_month_begins_on_its_first"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.key} {self.starts_on}"


class UsagePerson(TenantOwned):
    """The number under which a patient is counted: what a set of people is made of."""

    patient = TenantForeignKey("people.Patient", models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint("organisation", "patient", name="a_patient_has_one_number"),
            models.UniqueConstraint("organisation", "number", name="a_number_is_of_one_patient"),
        ]

    def __str__(self) -> str:
        return f"person {self.number}"


class UsageContacts(TenantOwned):
    """Who had contact with a department on a day, as numbers in order."""

    day = models.DateField()
    department = TenantForeignKey("tenants.Department", models.CASCADE, related_name="+", db_index=False)
    numbers = ArrayField(models.IntegerField())

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint("organisation", "day", "department", name="contacts_of_a_day_once")
        ]

    def __str__(self) -> str:
        return f"contacts of {self.day}"


class UsagePersons(TenantOwned):
    """Who had contact with a department in a month, as bits; see people_sets.py."""

    month = models.DateField(help_text="Its first day.")
    department = TenantForeignKey("tenants.Department", models.CASCADE, related_name="+", db_index=False)
    bits = models.BinaryField()

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint("organisation", "month", "department", name="persons_of_a_month_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="persons_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"persons of {self.month:%Y-%m}"


class UsageTraits(TenantOwned):
    """One byte for each number: the year of birth since 1850, and the language; 0 for what is not known."""

    births = models.BinaryField()
    languages = models.BinaryField()

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint("organisation", name="traits_once")]

    def __str__(self) -> str:
        return f"traits of {self.organisation_id}"
