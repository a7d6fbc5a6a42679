"""A statement of the ORM that is asked at every page: made once in a process, then run with other values.

Making the numbers beside the queues out of `QUEUES` takes longer than PostgreSQL takes to count them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from conversations.queues import Place, end_of_day
from rowsecurity.scopes import current_scope
from tenants.models import Department, Membership

# Stand-ins: values that occur nowhere else, so that each is found again among the parameters.
_STAND_IN = Place(
    Department(id=UUID("00000000-0000-4000-8000-00000000000d")),
    Membership(id=UUID("00000000-0000-4000-8000-00000000000e")),
    datetime(1901, 2, 3, 4, 5, 6, tzinfo=UTC),
)


class KeptStatement:
    """Values of one query about a place: the same SQL each time, for whichever organisation looks."""

    def __init__(self, build: Callable[[Place], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._made: tuple[str, tuple[Any, ...]] | None = None

    def rows(self, place: Place) -> list[tuple[Any, ...]]:
        """Run it in the open scope of an organisation."""
        statement, parameters = self._made or self._make()
        values = _values(place)
        with connection.cursor() as cursor:
            cursor.execute(statement, [values.get(each, each) for each in parameters])
            return cursor.fetchall()

    def _make(self) -> tuple[str, tuple[Any, ...]]:
        statement, parameters = self._build(_STAND_IN).query.sql_with_params()
        names = {value: name for name, value in _values(_STAND_IN).items()}
        self._made = statement, tuple(names.get(each, each) for each in parameters)
        return self._made


def _values(place: Place) -> Mapping[str, Any]:
    organisation_id = current_scope().organisation_id
    assert organisation_id is not None, "a kept statement asks about one organisation"
    return {
        "<organisation>": organisation_id,
        "<department>": place.department.id,
        "<member>": place.member.id,
        "<now>": place.now,
        "<end of day>": end_of_day(place.now),
    }
