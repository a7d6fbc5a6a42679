"""S2, the team's queue: labels with a key and a filter, a number that moves live, a department that stays.

Labels are made by a manager and put on by the desk; a department is not removed while somebody waits for it.
"""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from tests.browser import assert_accessible, assert_fits, assert_no_csp_violations, watch_policy
from tests.conversations.browser.entered import Enter

# Milliseconds; a busy machine is slow, not wrong.
PATIENCE = 20_000


def test_the_queues_of_a_team(enter: Enter):
    manager, desk = enter("joost", "desktop").new_page(), enter("fatima", "desktop").new_page()
    broken = [watch_policy(manager), watch_policy(desk)]
    name = f"Recept {time.time_ns() % 100_000}"

    make_label(manager, name)
    put_on_and_filter(desk, name)
    follow_a_number(desk, manager)
    try_to_remove(manager)

    for each in broken:
        assert_no_csp_violations(each)


def make_label(manager: Page, name: str) -> None:
    manager.goto("/org/lindeborg/labels/")
    manager.get_by_label("Naam").fill(name)
    manager.get_by_label("oker").check()
    manager.get_by_role("button", name="Voeg label toe").click()
    expect(manager.get_by_role("link", name=re.compile(name))).to_be_visible()
    assert_accessible(manager)
    assert_fits(manager)


def put_on_and_filter(desk: Page, name: str) -> None:
    desk.goto("/org/lindeborg/")
    desk.locator("a.list__item").first.click()
    desk.wait_for_url("**/gesprekken/**")
    desk.wait_for_function("() => customElements.get('keyboard-shortcuts') && customElements.get('pop-menu')")
    desk.keyboard.press("l")
    desk.get_by_role("button", name=f"Zet label {name} erop").click()
    expect(desk.locator("#case-header p.label-row")).to_contain_text(name, timeout=PATIENCE)
    assert_accessible(desk)
    desk.locator("#queues").get_by_role("link", name=name).click()
    expect(desk.locator("a.list__item")).to_have_count(1)
    expect(desk.locator("#list .list-filter")).to_contain_text(name)
    assert_accessible(desk)
    desk.get_by_role("link", name="Toon alle labels").click()
    expect(desk.locator("#list .list-filter")).to_have_count(0)


def follow_a_number(desk: Page, manager: Page) -> None:
    """What a colleague takes leaves the queue of who has none, on the screen that is open."""
    desk.goto("/org/lindeborg/?lijst=van-niemand")
    free = desk.locator("#queues").get_by_role("link", name="Nog niet opgepakt").locator("b")
    before = int(free.inner_text())
    manager.goto(desk.url)
    manager.locator(".tasks-back ~ ul a.list__item, #list > ul a.list__item").first.click()
    manager.get_by_role("button", name="Neem", exact=True).click()
    expect(free).to_have_text(str(before - 1), timeout=PATIENCE)
    manager.get_by_role("button", name="Geef terug", exact=True).click()
    expect(free).to_have_text(str(before), timeout=PATIENCE)


def try_to_remove(manager: Page) -> None:
    manager.goto("/org/lindeborg/afdelingen/")
    manager.get_by_role("link", name=re.compile("Infuuscentrum")).click()
    manager.get_by_role("link", name="Verwijder deze afdeling").click()
    expect(manager.get_by_text("U kunt deze afdeling nog niet verwijderen")).to_be_visible()
    expect(manager.locator("main a.list__item").first).to_be_visible()
    expect(manager.get_by_role("button", name="Verplaats alles")).to_be_visible()
    assert_accessible(manager)
    assert_fits(manager)
