"""A tenant-owned model whose table no migration protects does not start."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.checks import Error, register
from django.db.migrations.loader import MigrationLoader

from rowsecurity.models import TenantOwned
from rowsecurity.operations import TenantTable


@register()
def every_tenant_table_is_protected(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Compare the tenant-owned models with the `TenantTable` operations in the migrations on disk."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    protected = {
        (app_label, operation.model.lower())
        for (app_label, _), migration in loader.disk_migrations.items()
        for operation in migration.operations
        if isinstance(operation, TenantTable)
    }
    return [
        Error(
            f"{model._meta.label} is tenant-owned, but no migration protects its table.",
            hint="Add rowsecurity.operations.TenantTable after its CreateModel.",
            obj=model,
            id="rowsecurity.E001",
        )
        for model in apps.get_models()
        if issubclass(model, TenantOwned) and (model._meta.app_label, model._meta.model_name) not in protected
    ]
