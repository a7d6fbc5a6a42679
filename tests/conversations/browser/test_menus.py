"""The menus of a case on the screens that desks have: nothing is cut off or lies under something else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import assert_fits
from tests.conversations.browser.test_colleagues import FATMA, case, open_conversation

SCREENS = {"wide": (1440, 900), "laptop": (1280, 720), "tablet": (1024, 768), "phone": (412, 915)}
MENUS = ["Toewijzen", "Doorsturen", "Afsluiten", "Standaardantwoord", "Later of met goedkeuring"]
IS_ON_TOP = """panel => {
  const box = panel.getBoundingClientRect(), middle = box.top + box.height / 2
  return [box.left + 3, box.right - 3].every(x => panel.contains(document.elementFromPoint(x, middle)))
}"""


@pytest.mark.parametrize("screen", SCREENS)
def test_every_menu_of_a_case_can_be_read_and_used(enter, product, screen):
    page = enter("marieke", "desktop").new_page()
    width, height = SCREENS[screen]
    page.set_viewport_size({"width": width, "height": height})
    case(page, open_conversation(product, FATMA))
    for name in MENUS:
        look_at(page, page.locator(".case details.pop").filter(has=page.locator("summary", has_text=name)))
    assert_fits(page)


def look_at(page: Page, menu: Locator) -> None:
    menu.locator("summary").click()
    panel = menu.locator(".pop__panel")
    expect(panel).to_be_visible()
    # Lists beside it may be renewed at this very moment: what counts is that it comes to lie on top.
    page.wait_for_function(IS_ON_TOP, arg=panel.element_handle(), timeout=5000)
    for control in panel.locator("button:visible, textarea:visible, select:visible, input:visible").all():
        control.click(trial=True, timeout=5000)
    for field in panel.locator("textarea:visible").all():
        assert field.bounding_box()["width"] > 200
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
