"""A lookup for ids: one statement however many there are.

`__in` writes a parameter for each, so ten ids are another statement than eleven, and each is planned anew.
An array that the planner sees is counted: five ids look cheaper than a plan for any number, so that one is
never kept. What a sub-select gives, it does not see.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import ForeignKey, Func, Lookup, UUIDField

# Takes what `as_array` gives.
UNSEEN_IDS = "ARRAY(SELECT unnest(%s::uuid[]))"


def as_array(ids: Iterable[UUID]) -> str:
    """UUIDs, and nothing else, as PostgreSQL reads an array: as a list it took the driver twice as long."""
    return f"{{{','.join([each.hex for each in ids])}}}"


class AnyOf(Lookup):
    """`patient__any_of=ids` is `patient_id = ANY(ids)`; the ids may be those that another query gives."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        if hasattr(self.rhs, "as_sql"):
            ids, more = compiler.compile(self.rhs)
            return f"{column} = ANY({ids})", (*parameters, *more)
        if not self.rhs:
            raise EmptyResultSet
        return f"{column} = ANY({UNSEEN_IDS})", (*parameters, as_array(self.rhs))


class Unseen(Func):
    """A value that the planner does not see, so that a plan for any value is kept (as in `AnyOf`)."""

    template = "(SELECT %(expressions)s)"
    arity = 1


for each in (ForeignKey, UUIDField):
    each.register_lookup(AnyOf)
