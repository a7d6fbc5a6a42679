"""What a page of a team asks each time, kept as SQL (`rowsecurity.kept`): a query about a place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from conversations.queues import Place, end_of_day
from rowsecurity.kept import Asked, Kept
from tenants.models import Department, Membership

Found = TypeVar("Found")
# Stand-ins: values that occur nowhere else, so that each is found again among the parameters.
_STAND_IN = Place(
    Department(id=UUID("00000000-0000-4000-8000-00000000000d")),
    Membership(id=UUID("00000000-0000-4000-8000-00000000000e")),
    datetime(1901, 2, 3, 4, 5, 6, tzinfo=UTC),
)


class KeptStatement(Generic[Found]):
    """The rows of one query about a place: the same SQL each time, for whichever organisation looks."""

    def __init__(self, build: Callable[[Place], QuerySet[Any, Found]]) -> None:
        stand_ins = {value: name for name, value in _values(_STAND_IN).items()}
        self._kept = Kept(lambda: build(_STAND_IN), stand_ins)

    def rows(self, place: Place) -> list[Found]:
        """Run it in the open scope of an organisation."""
        return self._kept.rows(_values(place))

    def ask(self, place: Place) -> Asked[Found]:
        """The same, where it may travel with others (`rowsecurity.one_trip`)."""
        return self._kept.ask(_values(place))

    def sql(self, place: Place) -> tuple[str, tuple[Any, ...]]:
        """Its statement and parameters, for a part of a larger one."""
        return self._kept.sql(_values(place))


def _values(place: Place) -> Mapping[str, Any]:
    return {
        "<department>": place.department.id,
        "<member>": place.member.id,
        "<now>": place.now,
        "<end of day>": end_of_day(place.now),
    }
