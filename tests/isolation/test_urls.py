"""Every URL by every person, verb and target, as built. `test_urls_bare.py` asks without row security."""

from __future__ import annotations

from tests.isolation.routes import all_routes
from tests.isolation.targets import URLS
from tests.isolation.walk import walk_all


def test_nobody_gets_what_is_not_theirs(django_db_blocker):
    with django_db_blocker.unblock():
        report = walk_all("walked", row_security=True)

    assert report.requests > 100
    assert not report.findings, "\n".join([f"{len(report.findings)} findings:", *report.findings])


def test_no_url_is_declared_that_is_not_there():
    assert set(URLS) <= {route.name for route in all_routes()}
