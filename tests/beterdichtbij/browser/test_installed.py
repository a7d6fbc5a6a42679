"""The installed product: opens offline, and keeps only what knows nobody."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import assert_accessible

pytestmark = pytest.mark.service_worker

CACHED = """async () => {
  const found = []
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname)
  return found
}"""


@pytest.fixture
def installed(page: Page) -> Page:
    page.goto("/")
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    return page


def test_without_internet_there_is_a_page_that_says_what_is_kept(
    installed: Page, context: BrowserContext
) -> None:
    context.set_offline(True)

    installed.goto("/mijn/")

    expect(installed.get_by_role("heading", name="U heeft nu geen internet")).to_be_visible()
    assert_accessible(installed)
    assert installed.evaluate("() => getComputedStyle(document.body).fontFamily").startswith('"Atkinson')


def test_the_page_comes_back_by_itself(installed: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    installed.goto("/hulp/")
    expect(installed.get_by_role("heading", name="U heeft nu geen internet")).to_be_visible()

    context.set_offline(False)

    expect(installed.get_by_role("heading", name="Hulp", exact=True)).to_be_visible()


def test_only_the_shell_is_kept(installed: Page) -> None:
    installed.goto("/hulp/")

    kept = installed.evaluate(CACHED)

    assert "/offline/" in kept
    assert [path for path in kept if path != "/offline/" and not path.startswith("/static/")] == []


def test_an_icon_of_the_manifest_is_there(page: Page) -> None:
    page.goto("/")
    manifest = page.request.get("/manifest.webmanifest").json()

    for icon in manifest["icons"]:
        answer = page.request.get(icon["src"])
        assert answer.headers["content-type"] == "image/png"
        assert re.match(rb"\x89PNG", answer.body())
