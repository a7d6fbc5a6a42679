"""The worlds of the judge. Each has a database of its own and is committed, as in life."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.isolation.databases import own_database
from tests.isolation.world import World, make_world


@pytest.fixture(scope="module")
def world(django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """Two organisations in a database as built."""
    with django_db_blocker.unblock(), own_database("judge", row_security=True):  # type: ignore[attr-defined]
        yield make_world("built")
