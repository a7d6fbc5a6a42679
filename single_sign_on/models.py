"""The provider of an organisation, and who is known from it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from rowsecurity.models import TenantForeignKey, TenantOwned
from single_sign_on import places
from tenants import envelope


class Provider(TenantOwned):
    """Where somebody of this organisation proves who they are, and which of its words means which role."""

    issuer = models.URLField(max_length=200)
    client_id = models.CharField(max_length=200)
    secret_sealed = models.BinaryField()
    roles_claim = models.CharField(max_length=60, default="roles")
    # What the provider calls a group, and the role it gives here.
    role_names = models.JSONField(default=dict)
    departments = ArrayField(models.UUIDField(), default=list, blank=True)
    is_on = models.BooleanField(default=False)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation"], name="one_provider_per_organisation")
        ]

    def __str__(self) -> str:
        return self.issuer

    @property
    def names(self) -> dict[str, str]:
        """What everybody has who is known of it: it answers for nobody else, whatever their subject is."""
        return {"issuer": self.issuer, "client_id": self.client_id}

    @property
    def secret(self) -> str:
        return envelope.open_sealed(self.organisation_id, places.secret(self.id), bytes(self.secret_sealed))


class WorkIdentity(TenantOwned):
    """Somebody as one provider knows them. While they may sign in there, they work here.

    Another provider may use the same subject: it speaks of somebody else.
    """

    membership = TenantForeignKey("tenants.Membership", models.CASCADE, related_name="+")
    issuer = models.URLField(max_length=200, default="", db_default="")
    client_id = models.CharField(max_length=200, default="", db_default="")
    subject = models.CharField(max_length=255)
    refresh_sealed = models.BinaryField(null=True, blank=True)
    email = models.EmailField(
        blank=True, default="", db_default="", help_text="As the provider names it; for notices only."
    )
    checked_at = models.DateTimeField()
    # Gone at the provider; who comes back there comes back here. Who was ended here does not.
    is_gone = models.BooleanField(default=False)
    # The last sessions there, as the provider names them: a logout may name one of these alone.
    sessions = ArrayField(models.CharField(max_length=255), default=list, blank=True, db_default=[])

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "issuer", "client_id", "subject"], name="one_identity_per_subject"
            ),
            models.UniqueConstraint(fields=["organisation", "membership"], name="one_identity_per_member"),
        ]

    def __str__(self) -> str:
        return f"identity {self.id}"
