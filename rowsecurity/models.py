"""The base of every tenant-owned model, and the key between two of them."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models

from rowsecurity import lookups as lookups  # registers them
from rowsecurity.scopes import current_scope


class TenantManager(models.Manager):
    """Filters by the organisation of the scope and raises `NoScope` without one.

    A person's scope has no single organisation: there `access_*` filters, with row security under it.
    """

    def get_queryset(self) -> models.QuerySet:
        rows = super().get_queryset()
        organisation_id = current_scope().organisation_id
        return rows.filter(organisation_id=organisation_id) if organisation_id else rows


class TenantForeignKey(models.ForeignKey):
    """A key from one tenant-owned table to another.

    PostgreSQL checks keys past row security, so the constraint is (organisation, id) to
    (organisation, id) and is made by `operations.TenantTable`; a plain one would accept a foreign row.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)


class TenantOwned(models.Model):
    """A row that belongs to one organisation. Its table is born by `operations.TenantTable`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "tenants.Organisation", on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.organisation_id is None:
            self.organisation_id = current_scope().organisation_id
        super().save(*args, **kwargs)
