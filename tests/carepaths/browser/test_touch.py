"""The studio by finger on a phone: a step is opened, changed, and drawn along its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import WIDTHS, assert_accessible, assert_fits, assert_no_csp_violations, watch_policy
from tests.conversations.browser.entered import new_session
from tests.product import Product

# Of one day, as the line has it.
A_DAY = 20


@pytest.fixture
def phone(browser: Browser, product: Product, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A telephone without keyboard or mouse, of a manager."""
    hand = {"viewport": WIDTHS["phone"], "has_touch": True, "is_mobile": True}
    context = browser.new_context(**browser_context_args | hand)
    cookie = {"name": "session", "value": new_session(product, "joost"), "url": product.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    yield context.new_page()
    context.close()


def test_a_path_is_made_by_finger(phone: Page):
    broken = watch_policy(phone)
    phone.goto("/org/lindeborg/zorgpaden/nieuw/")
    phone.get_by_role("button", name=re.compile("Migraine")).tap()
    card = phone.locator("li.lane__step", has_text="Lukt het met uw medicijn?")
    when = card.get_by_role("slider")
    expect(when).to_have_text("3 dagen erna")
    assert_accessible(phone)
    assert_fits(phone)

    # Drawn five days on, it says so while it moves, and stands there when it is let go.
    finger = Finger(phone)
    finger.takes(when)
    finger.goes(5 * A_DAY)
    expect(when).to_have_text("5 dagen later")
    finger.lets_go()
    expect(phone.get_by_text("Lukt het met uw medicijn? komt nu: 8 dagen erna.")).to_be_visible()
    expect(when).to_have_text("8 dagen erna")
    expect(when).to_be_in_viewport()

    # Drawn away and back again, it stays; a finger on the card itself only scrolls the line.
    finger.takes(when)
    finger.goes(2 * A_DAY)
    finger.goes(-2 * A_DAY)
    expect(when).to_have_text("8 dagen erna")
    finger.lets_go()
    expect(when).to_have_text("8 dagen erna")

    # A day at a time with a button, for who cannot draw.
    card.get_by_role("button", name=re.compile("^Eerder")).tap()
    expect(when).to_have_text("7 dagen erna")

    # The form of a step opens under the finger, and keeps what was typed.
    phone.locator("a.studio__card", has_text="Uw nieuwe medicijn").tap()
    title = phone.get_by_label("Titel").first
    expect(title).to_have_value("Uw nieuwe medicijn")
    expect(title).to_be_in_viewport()
    title.fill("Uw medicijn begint")
    assert_fits(phone)
    phone.get_by_role("button", name="Bewaar deze stap").tap()
    expect(phone.locator("a.studio__card", has_text="Uw medicijn begint")).to_have_attribute(
        "aria-current", "true"
    )
    assert_accessible(phone)

    # Over its own moment: from after it to before it.
    begins = phone.locator("li.lane__step", has_text="Uw medicijn begint").get_by_role("slider")
    finger.takes(begins)
    finger.goes(-3 * A_DAY)
    finger.lets_go()
    expect(begins).to_have_text("3 dagen ervoor")
    assert_no_csp_violations(broken)


class Finger:
    """Touches as the screen of a telephone reports them."""

    def __init__(self, page: Page) -> None:
        self.page, self.line = page, page.context.new_cdp_session(page)
        self.x = self.y = 0.0

    def takes(self, what: Locator) -> None:
        what.scroll_into_view_if_needed()
        box = what.bounding_box()
        assert box is not None
        self.x, self.y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self._report("touchStart")

    def goes(self, pixels: float) -> None:
        """In small pieces, as a hand does."""
        for _piece in range(10):
            self.x += pixels / 10
            self._report("touchMove")

    def lets_go(self) -> None:
        """After a rest: let go in full swing, the next touch would only end the swing and press nothing."""
        self.page.wait_for_timeout(100)
        self.line.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def _report(self, kind: str) -> None:
        point = {"x": self.x, "y": self.y}
        self.line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
