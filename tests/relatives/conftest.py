"""The post that goes out, as the tests of the way in have it."""

from tests.people.conftest import _light_hashing, post  # noqa: F401
