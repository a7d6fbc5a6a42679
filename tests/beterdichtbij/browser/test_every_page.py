"""Every page that can be reached by links, as each kind of person: no fault on a phone, none on a desk."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.browser import WIDTHS, assert_accessible, assert_fits, assert_no_csp_violations, watch_policy
from tests.product import Product

LINKS = "() => [...document.links].filter((link) => !link.download).map((link) => link.href.split('#')[0])"
# Answers that are no page but files to keep: by the name of the page, or by how the address ends.
FILES = ("csv", "xlsx", "questionnaires:file", "carepaths:file")
KEPT = {"downloads:file", "monitoring_export:download"}
# Fewer than this means that the walk came to a wall, not that there is so little.
LEAST = {"anna": 6, "joost": 8, "ingrid": 4}


@pytest.mark.parametrize(("who", "start"), [("anna", "/mijn/"), ("joost", "/org/"), ("ingrid", "/org/")])
def test_no_page_has_a_fault(enter: Any, product: Product, who: str, start: str) -> None:
    page = enter(who, "desktop").new_page()
    broken = watch_policy(page)
    seen: set[str] = set()
    waiting = [product.url + start]

    while waiting:
        address = waiting.pop()
        if (kind := kind_of(address, product)) is None or kind in seen:
            continue
        seen.add(kind)
        answer = page.goto(address)
        assert answer is None or answer.ok, f"{address} answers {answer and answer.status}"
        look(page)
        waiting += page.evaluate(LINKS)

    assert_no_csp_violations(broken)
    assert len(seen) >= LEAST[who], sorted(seen)


def look(page: Page) -> None:
    for size in WIDTHS.values():
        page.set_viewport_size(size)
        # As high as the page: what lies under the bar at the bottom is not covered, only scrolled away.
        height = page.evaluate("() => document.documentElement.scrollHeight")
        page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
        assert_accessible(page)
        assert_fits(page)


def kind_of(address: str, product: Product) -> str | None:
    """The name of the page, so that of a hundred conversations one is opened; None for what is not ours."""
    parts = urlsplit(address)
    if f"{parts.scheme}://{parts.netloc}" != product.url or parts.path.startswith("/demo/"):
        return None
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return None
    is_file = any(word in name or parts.path.endswith(f".{word}") for word in FILES)
    return None if is_file or name in KEPT else name
