"""The worlds of the judge. Each has a database of its own and is committed, as in life."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from beterdichtbij import health
from tests.isolation.databases import own_database
from tests.isolation.world import World, make_world


@pytest.fixture(scope="module")
def world(django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """Two organisations in a database as built."""
    with django_db_blocker.unblock(), own_database("judge", row_security=True):  # type: ignore[attr-defined]
        yield make_world("built")


@pytest.fixture(autouse=True)
def _nobody_carries_out_what_is_due_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A walk takes minutes, in which what is due in its world waits; that is no fault of the health page."""
    monkeypatch.setattr(health, "LATE", 24 * 3600)
