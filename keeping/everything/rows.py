"""The rows of one table, opened, as lines of JSON; and what its columns are."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from django.apps import apps
from django.db import models

from keeping.everything.opening import AS_BYTES, COLUMNS_LEFT_OUT, OPENED, ROWS_LEFT_OUT, TABLES_LEFT_OUT
from rowsecurity.models import TenantOwned
from rowsecurity.scopes import job_scope
from tenants import envelope
from tenants.envelope import CannotOpen

BATCH = 1000
Model = type[models.Model]


def tenant_models() -> list[Model]:
    """Every table of an organisation, by name."""
    found = [model for model in apps.get_models() if issubclass(model, TenantOwned)]
    return sorted(found, key=lambda model: model._meta.label)


def models_in_copy() -> list[Model]:
    """Those whose rows are in a copy."""
    return [model for model in tenant_models() if model._meta.label not in TABLES_LEFT_OUT]


def batches(
    organisation_id: UUID, model: Model, tell: Callable[[list[Any]], list[bytes]]
) -> Iterator[list[bytes]]:
    """All rows of a table in stretches, each read and told in a transaction of its own.

    No transaction outlives a stretch, and memory holds one.
    """
    after: UUID | None = None
    while True:
        with job_scope(organisation_id):
            rows = in_copy(model)
            found = list((rows.filter(id__gt=after) if after else rows)[:BATCH])
            told = tell(found)
        if not found:
            return
        after = found[-1].pk
        yield told


def in_copy(model: Model) -> models.QuerySet[Any]:
    """The rows of a table that are in a copy, in their order."""
    rows = model._base_manager.order_by("id")
    left_out = ROWS_LEFT_OUT.get(model._meta.label)
    return rows.exclude(left_out[0]) if left_out else rows


def as_lines(rows: list[Any]) -> list[bytes]:
    """Each row as a line of JSON."""
    return [orjson.dumps(_values(row), default=_plain, option=orjson.OPT_APPEND_NEWLINE) for row in rows]


def columns(model: Model) -> list[dict[str, Any]]:
    """What stands in each column, for who reads a copy without us."""
    return [_described(model, field) for field in model._meta.concrete_fields if _is_told(model, field)]


def columns_left_out(model: Model) -> dict[str, str]:
    """What does not, and why."""
    fields = [(field, f"{model._meta.label}.{field.name}") for field in model._meta.concrete_fields]
    return {field.name: COLUMNS_LEFT_OUT[name] for field, name in fields if name in COLUMNS_LEFT_OUT}


def opened(row: Any, field: str) -> str | None:
    """The words of a sealed column; None when there are none, or when they cannot be opened any more."""
    sealed = getattr(row, field)
    if not sealed:
        return None
    place = OPENED[f"{row._meta.label}.{field}"](row)
    try:
        return envelope.open_sealed(row.organisation_id, place, sealed)
    except CannotOpen:
        return None


def _is_told(model: Model, field: Any) -> bool:
    return f"{model._meta.label}.{field.name}" not in COLUMNS_LEFT_OUT


def _values(row: Any) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        name = f"{row._meta.label}.{field.name}"
        if name in OPENED:
            values[_name(field)] = opened(row, field.name)
        elif name not in COLUMNS_LEFT_OUT:
            values[_name(field)] = getattr(row, field.attname)
    return values


def _name(field: Any) -> str:
    return str(field.attname).removesuffix("_sealed")


def _described(model: Model, field: Any) -> dict[str, Any]:
    name = f"{model._meta.label}.{field.name}"
    kind = "text" if name in OPENED else "base64" if name in AS_BYTES else field.get_internal_type()
    about: dict[str, Any] = {"name": _name(field), "type": kind}
    if field.is_relation:
        about["refers_to"] = field.remote_field.model._meta.label
    if field.choices:
        about["choices"] = {str(value): str(label) for value, label in field.flatchoices}
    if field.help_text:
        about["meaning"] = str(field.help_text)
    return about


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)
