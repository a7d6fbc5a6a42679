"""A statement of the ORM that is asked at every page: made into SQL once, run with other values.

For the few paths that are measured: to make a statement takes longer than PostgreSQL to answer it. Counts on
how iterables of Django ask a compiler for rows; `tests/rowsecurity/test_kept.py` says when that changes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from copy import copy
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

from rowsecurity.scopes import current_scope

Found = TypeVar("Found")
_ORGANISATION = "<organisation>"
# The compiler, its statement, and the parameters with names in place of stand-ins.
_Made = tuple[Any, str, list[Any]]


class Kept(Generic[Found]):
    """The rows of one queryset, as the queryset itself would give them.

    `build` makes it with stand-ins: values that occur nowhere else in it, so that each is found again among
    the parameters; `stand_ins` names them. The organisation of the scope is replaced without being named.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Found]], stand_ins: Mapping[Hashable, str]) -> None:
        self._build, self._stand_ins = build, stand_ins
        self._rows_of: Callable[[Any], Any] = list
        self._made: _Made | None = None

    def sql(self, values: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """Its statement and parameters, with a value for each name: for a part of a larger one."""
        _compiler, statement, parameters = self._made or self._make()
        told = {**values, _ORGANISATION: _organisation()}
        return statement, tuple(_told(each, told) for each in parameters)

    def rows(self, values: Mapping[str, Any]) -> list[Found]:
        """Run it in the open scope of an organisation, with a value for each name."""
        return self.ask(values).rows()

    def ask(self, values: Mapping[str, Any]) -> Asked[Found]:
        """The same, where it may travel with others (`rowsecurity.one_trip`)."""
        statement, parameters = self.sql(values)
        cursor = connections[DEFAULT_DB_ALIAS].cursor()
        cursor.execute(statement, parameters)
        return Asked(self, cursor)

    def of(self, fetched: list[tuple[Any, ...]]) -> list[Found]:
        """What the queryset makes of these rows."""
        made, _statement, _parameters = self._made or self._make()
        compiler = copy(made)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.execute_sql = lambda *_, **__: [fetched]
        query = SimpleNamespace(get_compiler=lambda *_, **__: compiler)
        return list(
            self._rows_of(SimpleNamespace(db=DEFAULT_DB_ALIAS, query=query, _known_related_objects={}))
        )

    def _make(self) -> _Made:
        rows = self._build()
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        statement, parameters = compiler.as_sql()
        compiler.get_converters = _once(compiler.get_converters)
        names = {**self._stand_ins, _organisation(): _ORGANISATION}
        named = [_told(each, names) for each in parameters]
        self._rows_of = rows._iterable_class
        self._made = compiler, statement, named
        return self._made


class Asked(Generic[Found]):
    """A kept statement that was sent."""

    def __init__(self, kept: Kept[Found], cursor: Any) -> None:
        self._kept, self._cursor = kept, cursor

    def rows(self) -> list[Found]:
        with self._cursor as cursor:
            return self._kept.of(cursor.fetchall())


def _once(find: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What to make of the values of each column, which are the same columns every time."""
    found: list[Any] = []

    def answer(columns: Any) -> Any:
        if not found:
            found.append(find(columns))
        return found[0]

    return answer


def _organisation() -> Hashable:
    organisation_id = current_scope().organisation_id
    assert organisation_id is not None, "a kept statement asks about one organisation"
    return organisation_id


def _told(each: Any, told: Mapping[Any, Any]) -> Any:
    return told.get(each, each) if isinstance(each, Hashable) else each
