"""The cast, and a database reached as the runtime reaches it: through scopes, by a login without rights."""

from __future__ import annotations

import fcntl
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tenants import directory, names
from tests import cast
from tests.chromium import (  # noqa: F401
    base_url,
    browser_context_args,
    browser_type_launch_args,
    product,
    pytest_collection_modifyitems,
    pytest_itemcollected,
    told,
)
from tests.database import drop_database, make_database

# How long an example takes says more of what else the machine does than of the code.
hypothesis_settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("calm")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        make_database()
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        drop_database()


@pytest.fixture(autouse=True, scope="session")
def _plain_static_names() -> None:
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


@pytest.fixture(autouse=True)
def _directory_read_anew() -> None:
    directory.forget()
    names.forget()


@pytest.fixture(autouse=True)
def _dutch_again() -> Iterator[None]:
    """A page in another language leaves it to the thread; the next test begins in Dutch."""
    with translation.override("nl"):
        yield


@pytest.fixture
def lindeborg(db: None) -> cast.House:
    """A hospital with a rheumatology department, Marieke (nurse), and the patients Alice and Bob."""
    return cast.make_house("lindeborg", patients=["Alice", "Bob"], staff=["Marieke"])


@pytest.fixture
def waterkant(db: None) -> cast.House:
    """Another hospital: its patient is Mallory, its nurse Nadia."""
    return cast.make_house("waterkant", patients=["Mallory"], staff=["Nadia"])


@pytest.fixture(autouse=True)
def _one_call_at_a_time(request: pytest.FixtureRequest) -> Iterator[None]:
    """Browsers in a call need the machine: side by side neither test has pictures that go well."""
    words = set(re.split(r"[/_.]", request.node.nodeid.partition("::")[0]))
    if not words & {"video", "s8"} or request.node.get_closest_marker("browser") is None:
        yield
        return
    with (Path(tempfile.gettempdir()) / f"beterdichtbij-calls-{os.getuid()}").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield
