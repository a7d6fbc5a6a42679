"""The post that goes out, as in `tests/people`."""

from tests.people.conftest import post  # noqa: F401
