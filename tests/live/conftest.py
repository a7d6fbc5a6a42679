"""Real web processes on committed rows. Everything is made anew for each test, so nothing is taken away."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests import cast
from tests.isolation.databases import own_database
from tests.live.webs import Webs
from tests.live.world import Talk, begin


@pytest.fixture(scope="package")
def database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A database of their own: what these tests commit troubles no other."""
    with django_db_blocker.unblock(), own_database("live", row_security=True):  # type: ignore[attr-defined]
        yield


@pytest.fixture(scope="package")
def webs(database: None) -> Iterator[Webs]:
    webs = Webs(2)
    try:
        webs.start()
        yield webs
    finally:
        webs.stop()


@pytest.fixture
def committed(database: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield


@pytest.fixture
def talk(committed: None) -> Talk:
    """Alice asked Marieke's department something; Bob is a patient there too."""
    house = cast.make_house(f"live-{uuid4().hex[:8]}", patients=["Alice", "Bob"], staff=["Marieke", "Omar"])
    return begin(house)


@pytest.fixture
def elsewhere(committed: None) -> Talk:
    house = cast.make_house(f"live-{uuid4().hex[:8]}", patients=["Mallory"], staff=["Nadia"])
    return begin(house, "Mallory")
