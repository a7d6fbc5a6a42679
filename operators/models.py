"""Operators of the platform, and what they did."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Operator(models.Model):
    """A person who runs the platform. Made and ended by the door `operator_name`, for the owner only."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    since = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"operator {self.person_id}"


class Deed(models.Model):
    """A line of what an operator did. Written by the door that did it; never changed."""

    class What(models.TextChoices):
        AGAIN = "again", "let steps be tried again"
        CREATED = "created", "created an organisation"
        INVITED = "invited", "invited an admin"

    at = models.DateTimeField(db_default=Now())
    label = models.CharField(max_length=120, help_text="The name of the operator, as it was.")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    what = models.CharField(max_length=12, choices=What, default=What.AGAIN, db_default="again")
    reason = models.CharField(max_length=120, help_text="The fault that was tried again, or the slug.")
    number = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.label}: {self.reason}"
