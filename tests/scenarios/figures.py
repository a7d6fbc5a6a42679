"""Where a scenario ends: the figures of this month on the page of usage, as the admin reads them."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.product import Product

Figures = dict[str, int]


def figures(desk: Page, product: Product, slug: str = "lindeborg") -> Figures:
    """Count this month anew, which the product does by itself within a minute or two, and read the cards."""
    product.manage("recount_usage")
    desk.goto(f"/org/{slug}/gebruik/")
    expect(desk.get_by_role("heading", name="Gebruik", exact=True)).to_be_visible()
    cards = desk.locator(".usage__cards .figure").all()
    return {
        card.locator("dt").inner_text().strip(): whole(card.locator("dd").first.inner_text())
        for card in cards
    }


def whole(text: str) -> int:
    """The digits of a number; a dash is nought."""
    return int(re.sub(r"\D", "", text) or 0)


def grown(before: Figures, after: Figures) -> Figures:
    """What has changed, by the name on the screen."""
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}
