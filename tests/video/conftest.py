"""The post that goes out, for tests of guests."""

from tests.people.conftest import post  # noqa: F401
