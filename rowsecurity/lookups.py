"""A lookup for ids: one statement however many there are.

`__in` writes a parameter for each, so ten ids are another statement than eleven, and each is planned anew.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import ForeignKey, Lookup, UUIDField


class AnyOf(Lookup):
    """`patient__any_of=ids` is `patient_id = ANY(ids)`."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        if not self.rhs:
            raise EmptyResultSet
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::uuid[])", (*parameters, list(self.rhs))


for each in (ForeignKey, UUIDField):
    each.register_lookup(AnyOf)
