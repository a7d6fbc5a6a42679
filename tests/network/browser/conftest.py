"""Browsers of the people of the demo world."""

from tests.conversations.browser.conftest import enter as enter
