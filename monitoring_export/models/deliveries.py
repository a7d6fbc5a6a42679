"""Where figures go by themselves, and how each attempt ended."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from monitoring_export import places, spans
from rowsecurity.models import TenantForeignKey, TenantOwned
from tenants import envelope


class Delivery(TenantOwned):
    """Chosen figures of each month or quarter that is over, to one address."""

    class Way(models.TextChoices):
        MAIL = "mail", _("E-mail")
        SFTP = "sftp", _("SFTP")
        HTTPS = "https", _("HTTPS")

    class Every(models.TextChoices):
        MONTH = "month", _("Every month")
        QUARTER = "quarter", _("Every quarter")

    way = models.CharField(max_length=5, choices=Way)
    every = models.CharField(max_length=7, choices=Every)
    by = models.CharField(max_length=12, help_text="As in groups.By.")
    form = models.CharField(max_length=8, help_text="One of files.FORMS.")
    figures = ArrayField(models.CharField(max_length=40))
    address_sealed = models.BinaryField()
    # A password or a token, and the key with which we are known to an SFTP server.
    secret_sealed = models.BinaryField(null=True, blank=True)
    key_sealed = models.BinaryField(null=True, blank=True)
    public_key = models.CharField(max_length=200, blank=True, default="")
    fingerprint = models.CharField(max_length=60, blank=True, default="", help_text="Of the SFTP server.")
    agreed_by = models.CharField(max_length=120, help_text="Name and job, as they were.")
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    period = models.DateField(help_text="The first day of the month or quarter that goes next.")
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Of this period.")

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["created_at", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "due_at"], name="delivery_due", condition=Q(ended_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"delivery {self.id}"

    @property
    def address(self) -> str:
        return envelope.open_sealed(self.organisation_id, places.address(self.id), self.address_sealed)

    @property
    def secret(self) -> str:
        """The password or token; "" without."""
        return self._opened(places.secret(self.id), self.secret_sealed)

    @property
    def key(self) -> str:
        """Our private key; "" without."""
        return self._opened(places.key(self.id), self.key_sealed)

    def _opened(self, place: str, sealed: bytes | memoryview | None) -> str:
        return envelope.open_sealed(self.organisation_id, place, sealed) if sealed else ""

    @property
    def step(self) -> spans.Step:
        return "quarter" if self.every == self.Every.QUARTER else "month"

    @property
    def period_end(self) -> date:
        """The first day after the period that goes next."""
        return spans.end_of(self.period, self.step)


class DeliveryAttempt(TenantOwned):
    """One attempt, whatever came of it."""

    class Result(models.TextChoices):
        SENT = "sent", _("delivered")
        UNREACHABLE = "unreachable", _("the address could not be reached")
        INSIDE = "inside", _("the address is inside a private network, where we do not call")
        OTHER_KEY = "other_key", _("the server showed another key than was agreed")
        LOGIN = "login", _("the server did not let us in")
        REFUSED = "refused", _("the other side refused the file")
        TOO_LARGE = "too_large", _("the file is too large for an e-mail")
        FAILED = "failed", _("something went wrong on our side")

    delivery = TenantForeignKey(Delivery, models.CASCADE, related_name="attempts")
    period = models.DateField()
    at = models.DateTimeField(db_default=Now())
    result = models.CharField(max_length=11, choices=Result)
    detail = models.CharField(max_length=60, blank=True, default="", help_text="A status or a fingerprint.")
    size = models.PositiveIntegerField(default=0)
    is_last = models.BooleanField(default=False, help_text="After this one the period is given up.")

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "delivery", "-at"], name="attempts_of_delivery")
        ]

    def __str__(self) -> str:
        return f"{self.result} at {self.at}"

    @property
    def is_sent(self) -> bool:
        return self.result == self.Result.SENT
