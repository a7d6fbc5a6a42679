"""The pages for anybody, in Chromium: on a phone and on a desk, light and dark, with and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import WIDTHS, assert_accessible, assert_fits, assert_no_csp_violations, watch_policy

PAGES = ["/", "/hulp/", "/offline/", "/nergens/"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_has_no_faults(page: Page, path: str, width: str, scheme: str) -> None:
    broken = watch_policy(page)
    page.set_viewport_size(WIDTHS[width])
    page.emulate_media(color_scheme=scheme)

    page.goto(path)

    assert_accessible(page)
    assert_fits(page)
    assert_no_csp_violations(broken)


def test_the_largest_letters_fit_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/")

    page.get_by_role("button", name="A++").click()

    expect(page.locator("html")).to_have_attribute("data-text-size", "a2")
    assert_fits(page)
    page.goto("/hulp/")
    expect(page.locator("html")).to_have_attribute("data-text-size", "a2")
    assert_fits(page)


def test_the_size_of_text_works_without_script(browser: Browser, base_url: str) -> None:
    context = browser.new_context(base_url=base_url, java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    page.goto("/hulp/")

    page.get_by_role("button", name="grote letters").click()

    expect(page).to_have_url(f"{base_url}/hulp/")
    expect(page.locator("html")).to_have_attribute("data-text-size", "a1")
    context.close()


def test_the_first_tab_leads_to_the_content(page: Page) -> None:
    page.goto("/hulp/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_a_planted_script_does_not_run(page: Page) -> None:
    page.goto("/")

    page.evaluate(
        """() => {
          const script = document.createElement("script")
          script.append("window.planted = true")
          try { document.body.append(script) } catch {}
        }"""
    )

    assert page.evaluate("() => window.planted") is None


def test_text_does_not_become_html(page: Page) -> None:
    page.goto("/")

    refused = page.evaluate(
        """() => {
          try { document.body.innerHTML = "<p>planted</p>" } catch (error) { return error.name }
        }"""
    )

    assert refused == "TypeError"
