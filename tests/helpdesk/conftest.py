"""The post that goes out."""

from tests.people.conftest import _light_hashing, post  # noqa: F401
