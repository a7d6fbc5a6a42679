"""Browsers of the people of the demo world, as in `tests/conversations`."""

from tests.conversations.browser.conftest import enter  # noqa: F401
