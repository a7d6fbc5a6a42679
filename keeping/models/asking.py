"""What one admin asks and another agrees to."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from rowsecurity.models import TenantForeignKey, TenantOwned

# Nothing of it happens before somebody else agreed, or was the only one there.
AGREED_BY_A_SECOND = Q(decided_by__isnull=False) & (~Q(decided_by=F("asked_by")) | Q(is_alone=True))


class AskedOfTwo(TenantOwned):
    """Asked by an admin, decided by another; `agreeing` says who that may be."""

    asked_by = TenantForeignKey("tenants.Membership", models.PROTECT, related_name="+")
    decided_by = TenantForeignKey(
        "tenants.Membership", models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    # There was no second admin to ask.
    is_alone = models.BooleanField(default=False)

    class Meta(TenantOwned.Meta):
        abstract = True
