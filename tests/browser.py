"""What every page is held to in Chromium: axe finds nothing, and the content policy was not broken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Page

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
WIDTHS = {"phone": {"width": 412, "height": 915}, "desktop": {"width": 1440, "height": 900}}
# WCAG 2.2 A and AA, and what axe itself calls good practice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "tags => axe.run({ runOnly: tags })"


def assert_accessible(page: Page) -> None:
    """Let axe look at the page as it stands now."""
    page.wait_for_load_state()  # of a page that only begins to come there is nothing to judge
    # Evaluated by the test, outside the page's own policy, so that the policy stays on while axe looks.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())
    with _whole_page_in_view(page):
        violations = page.evaluate(RUN, TAGS)["violations"]
    assert violations == [], "\n".join(_sentence(violation) for violation in violations)


@contextmanager
def _whole_page_in_view(page: Page) -> Iterator[None]:
    # Axe judges what lies under the fixed bar at this place of scrolling as if one could not scroll it free.
    size = page.viewport_size
    assert size is not None
    height = page.evaluate("() => document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
    yield
    page.set_viewport_size(size)


def _sentence(violation: dict[str, Any]) -> str:
    places = "\n".join(f"    {node['html']}\n    {node['failureSummary']}" for node in violation["nodes"])
    return f"{violation['id']}: {violation['help']}\n{places}"


def watch_policy(page: Page) -> list[str]:
    """Collect, from now on, what the browser says about a broken content policy; see the assertion below."""
    broken: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "TrustedHTML" in message.text:
            broken.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: broken.append(str(error)))
    return broken


def assert_no_csp_violations(broken: list[str]) -> None:
    """Compare what `watch_policy` collected with nothing."""
    assert broken == []


def assert_fits(page: Page) -> None:
    """A page never scrolls sideways (WCAG 1.4.10)."""
    excess = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert excess <= 0, f"{page.url} is {excess} px wider than the screen"
