"""The catalogue of the database as migrated is as the design says, and every exception has its reason."""

from __future__ import annotations

from tests.isolation import catalogue
from tests.isolation.databases import as_owner


def test_nothing_in_the_catalogue_lets_one_organisation_reach_another(db):
    with as_owner() as connection:
        found = catalogue.findings(connection)

    assert not found, "\n".join(
        ["", *map(str, sorted(found)), "Mend it, or add it to tests/isolation/reviewed.py with its reason."]
    )


def test_no_exception_is_older_than_its_reason(db):
    with as_owner() as connection:
        stale = catalogue.stale_reviews(connection)

    assert not stale, "Take out of tests/isolation/reviewed.py: " + ", ".join(map(str, sorted(stale)))
