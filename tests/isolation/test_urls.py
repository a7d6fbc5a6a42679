"""Every URL by every person, verb and target, as built and in a database without row security.

The second run shows that the application holds alone; that the database does is shown by `test_tables.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.isolation.databases import own_database
from tests.isolation.routes import all_routes
from tests.isolation.targets import URLS
from tests.isolation.walk import Report, Walk
from tests.isolation.world import make_world


@pytest.fixture(scope="module", params=["as built", "without row security"])
def report(request: pytest.FixtureRequest, django_db_blocker: pytest.FixtureRequest) -> Iterator[Report]:
    is_built = request.param == "as built"
    name = "walked" if is_built else "bare"
    with django_db_blocker.unblock(), own_database(name, row_security=is_built):  # type: ignore[attr-defined]
        yield Walk(make_world(name), URLS, everybody=is_built).run()


def test_nobody_gets_what_is_not_theirs(report):
    assert report.requests > 100
    assert not report.findings, "\n".join([f"{len(report.findings)} findings:", *report.findings])


def test_no_url_is_declared_that_is_not_there():
    assert set(URLS) <= {route.name for route in all_routes()}
