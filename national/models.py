"""Who takes part with what, and what was given to the monitor."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from rowsecurity.models import TenantOwned


class Reader(models.Model):
    """Who reads the monitor for the association; made and ended by the door `monitor_reader_name`."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    since = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"reader {self.person_id}"


class Participation(TenantOwned):
    """The organisation shows one figure by name, from one quarter up to (and without) another."""

    figure = models.CharField(max_length=40)
    since = models.DateField(help_text="The first day of a quarter.")
    until = models.DateField(null=True, help_text="The first day of the quarter it no longer holds for.")
    agreed_by = models.CharField(max_length=120, help_text="Name and job, as they were.")
    agreed_at = models.DateTimeField(db_default=Now())
    stopped_by = models.CharField(max_length=120, blank=True, default="")

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["figure", "since"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "organisation", "figure", name="monitor_part_once", condition=Q(until__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="monitor_part_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure} from {self.since}"


class GivenFigure(TenantOwned):
    """A figure of one quarter and specialism as it was given first: counted here, or brought from elsewhere.

    As a whole it is of all specialisms together; else a specialism of "" is what belongs to none.
    """

    class Origin(models.TextChoices):
        COUNTED = "counted", _("counted here")
        BROUGHT = "brought", _("brought from elsewhere")

    quarter = models.DateField(help_text="Its first day.")
    figure = models.CharField(max_length=40)
    is_whole = models.BooleanField(default=False)
    specialism = models.CharField(max_length=80, blank=True)
    number = models.FloatField()
    people = models.PositiveIntegerField(help_text="How many patients it is about, at least.")
    is_shown = models.BooleanField(
        default=False, db_default=False, help_text="Decided when it is given; the door tells no other number."
    )
    origin = models.CharField(max_length=7, choices=Origin)
    # What the organisation was then: it may become another, and is not moved between groups.
    kind = models.CharField(max_length=20, blank=True, default="", db_default="")
    region = models.CharField(max_length=60, blank=True, default="", db_default="")
    given_at = models.DateTimeField(db_default=Now())

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["quarter", "figure", "-is_whole", "specialism"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "organisation", "quarter", "figure", "is_whole", "specialism", name="monitor_given_once"
            ),
            models.CheckConstraint(
                condition=Q(quarter__day=1, quarter__month__in=(1, 4, 7, 10)), name="monitor_of_a_quarter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.quarter:%Y-%m}"
