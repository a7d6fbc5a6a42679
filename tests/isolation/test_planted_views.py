"""The test of the test: each planted hole in the application is found, and row security stops what it can."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import override_settings

from tenants.roles import Act
from tests.isolation.actors import PATIENT_SIDE, SIGNED_IN, TEAM, allowed
from tests.isolation.databases import own_database
from tests.isolation.target import Url
from tests.isolation.walk import Walk
from tests.isolation.world import make_world

MEANT = {
    # The helpdesk has a scope of its own that writes no rows of these tables.
    **dict.fromkeys(("rename", "move", "make", "remove", "guest_list", "guest_reads"), Url(TEAM - {"hella"})),
    "for_admins": Url(allowed(Act.CONFIGURE_ORGANISATION)),
    "schema": Url(SIGNED_IN),
    "mine": Url(frozenset({"alice", "bob", "carla"})),
    "exists": Url(PATIENT_SIDE),
}
# What the database cannot know: roles within an organisation, caches, and who may see a page at all.
PAST_ROW_SECURITY = {"for_admins", "schema", "remembered"}


NAMES = {
    *("detail", "everything", "colleagues_only", "by_query", "by_header", "rename", "move", "make"),
    *(
        "guest_list",
        "guest_reads",
        "attach",
        "remove",
        "remembered",
        "for_admins",
        "schema",
        "mine",
        "exists",
    ),
}


@pytest.fixture(scope="module")
def found(request: pytest.FixtureRequest, django_db_blocker: pytest.FixtureRequest) -> set[str]:
    """The names of the planted views that the walk has something to say about."""
    row_security = request.param == "as built"
    name = "holed" if row_security else "holedbare"
    urls = {f"planted_{name}": MEANT.get(name, Url(TEAM)) for name in NAMES}
    cache.clear()
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        own_database(name, row_security=row_security),
        override_settings(ROOT_URLCONF="tests.isolation.planted.urls"),
    ):
        findings = Walk(make_world(name), urls).run().findings
    cache.clear()
    return {name for name in NAMES for finding in findings if f" planted_{name} " in finding}


@pytest.mark.parametrize("found", ["without row security"], indirect=True)
def test_the_walk_finds_each_planted_hole(found):
    assert found == NAMES


@pytest.mark.parametrize("found", ["as built"], indirect=True)
def test_row_security_stops_what_a_database_can_know(found):
    assert found == PAST_ROW_SECURITY
