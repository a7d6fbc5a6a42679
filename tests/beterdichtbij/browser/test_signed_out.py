"""After signing out nothing of a person is left in the browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assert_accessible
from tests.people.browser.conftest import sign_in_staff

pytestmark = pytest.mark.service_worker

KEEP = """async () => {
  await navigator.serviceWorker.ready
  const { put } = await import("app/sealed-store")
  await put("drafts", "conversation-1", "Mag ik dit innemen?")
}"""
LEFT = """async () => ({
  databases: (await indexedDB.databases()).length,
  caches: (await caches.keys()).length,
  local: localStorage.length,
  session: sessionStorage.length,
})"""


def test_signing_out_empties_the_browser(page: Page) -> None:
    sign_in_staff(page, "fatima")
    page.evaluate(KEEP)
    assert page.evaluate(LEFT)["databases"] == 1

    page.locator(".top-bar__who").click()
    page.get_by_role("button", name="Uitloggen").click()

    expect(page.get_by_role("heading", name="U bent uitgelogd")).to_be_visible()
    assert page.evaluate(LEFT) == {"databases": 0, "caches": 0, "local": 0, "session": 0}
    assert_accessible(page)
    page.go_back()
    expect(page.get_by_role("button", name="Uitloggen")).to_have_count(0)
