"""Browsers of the people of the demo world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.conversations.browser.entered import Enter, entrance
from tests.product import Product


@pytest.fixture
def enter(browser: Browser, product: Product, browser_context_args: dict[str, Any]) -> Iterator[Enter]:
    enter, opened = entrance(browser, product, browser_context_args)
    yield enter
    for context in opened:
        context.close()
