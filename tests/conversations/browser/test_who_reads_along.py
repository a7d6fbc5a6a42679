"""A patient lets somebody read along on a telephone: what has a sensible default is behind more choices."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import assert_accessible, assert_fits
from tests.conversations.browser.entered import Enter


def test_conversations_are_chosen_when_not_all_of_them_may_be_read(enter: Enter):
    page = enter("henk", "phone").new_page()
    page.goto("/mijn/naasten/nieuw/")
    page.get_by_text("Meer keuzes").click()
    chosen = page.get_by_role("group", name="De gesprekken die ik kies")
    expect(page.get_by_label("Welke gesprekken?")).to_be_visible()
    expect(chosen).to_be_hidden()

    page.get_by_label("Welke gesprekken?").select_option(label="alleen de gesprekken die ik kies")
    expect(chosen).to_be_visible()
    expect(chosen).not_to_contain_text("niet verplicht")
    assert_accessible(page)
    assert_fits(page)
