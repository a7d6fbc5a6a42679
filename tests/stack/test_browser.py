"""The browser of the tests reaches the product, and so does a command."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assert_no_csp_violations, watch_policy


def test_the_start_page_shows_in_a_browser(page: Page, product):
    broken = watch_policy(page)
    page.goto("/")

    expect(page.locator("h1")).to_be_visible()
    assert_no_csp_violations(broken)


# Among the browsers because the product with its demo world is started for them.
@pytest.mark.browser
def test_a_command_works_on_the_running_product(product):
    assert "[ ]" not in product.manage("showmigrations")
    assert "no issues" in product.manage("check")
