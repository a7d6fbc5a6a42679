"""S10 Usage and the national monitor.

An admin looks at the figures of her hospital and takes them along, brings declared consults from elsewhere
(first with a mistake in them), and sees her hospital beside others that take part. A reader of the
association sees all of them by name, with what is small left out, and takes a signed delivery.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from beterdichtbij.demo.sign_ins import email_of
from national import layout, quarters
from tests.browser import WIDTHS, assert_accessible, assert_fits, assert_no_csp_violations, watch_policy
from tests.conversations.browser.entered import Enter, entrance
from tests.people.browser.conftest import sign_in_staff
from tests.product import Product

LAST = quarters.name(quarters.finished(1)[0])


@pytest.fixture
def enter(browser: Browser, product: Product, browser_context_args: dict[str, Any]) -> Iterator[Enter]:
    enter, opened = entrance(browser, product, browser_context_args)
    yield enter
    for context in opened:
        context.close()


def test_usage_and_the_national_monitor(product: Product, enter: Enter, page: Page):
    admin, reader = enter("ingrid", "desktop").new_page(), page
    broken = [watch_policy(admin), watch_policy(reader)]
    product.manage("recount_usage")
    product.manage("monitor_reader", email_of("nadia"))

    sign_in_staff(reader, "nadia")  # by an app: a reader needs more than a text message
    take_along(admin)
    bring_from_elsewhere(admin)
    compare(admin)
    read_over_all(reader)

    for each in broken:
        assert_no_csp_violations(each)


def looks_good(page: Page) -> None:
    for size in WIDTHS.values():
        page.set_viewport_size(size)
        assert_accessible(page)
        assert_fits(page)


def take_along(admin: Page) -> None:
    """A quarter of last year's shape, by specialism, into a spreadsheet with its definitions."""
    admin.goto("/org/lindeborg/gebruik/")
    admin.get_by_label("Uitgesplitst naar").select_option(label="Specialisme")
    admin.get_by_role("button", name="Toon").click()
    expect(admin.get_by_role("img", name="Berichten van mensen")).to_be_visible()
    expect(admin.get_by_role("columnheader", name="reumatologie")).to_be_visible()
    looks_good(admin)
    admin.get_by_role("button", name="Download").click()
    with admin.expect_download() as started:
        admin.get_by_role("link", name="Excel", exact=True).click()
    book = openpyxl.load_workbook(io.BytesIO(Path(started.value.path()).read_bytes()))
    figures = {row[4] for row in book["Cijfers"].iter_rows(values_only=True)}
    assert {"conversations", "messages_people", "patients"} <= figures
    assert figures - {"cijfer"} <= {row[0] for row in book["Definities"].iter_rows(values_only=True)}


def bring_from_elsewhere(admin: Page) -> None:
    """The line that is wrong is named, and nothing is taken in before it is mended."""
    heading = ";".join(layout.COLUMNS)
    figure = f"{LAST};declared_written_consults"
    good = f"{figure};reumatologie;4000;3500\n{figure};interne geneeskunde;3000;2600"
    admin.goto("/org/lindeborg/monitor/aanleveren/")
    bring(admin, f"{heading}\n{good}\n{LAST};consulten;cardiologie;5;5\n")
    expect(admin.get_by_text("Regel 4:")).to_be_visible()
    looks_good(admin)
    bring(admin, f"{heading}\n{good}\n")
    expect(admin.get_by_text("Overgenomen regels: 2.")).to_be_visible()


def bring(admin: Page, content: str) -> None:
    file = {"name": "cijfers.csv", "mimeType": "text/csv", "buffer": content.encode()}
    admin.get_by_label("Bestand met cijfers (CSV)").set_input_files(file)  # type: ignore[arg-type]
    admin.get_by_role("button", name="Neem deze cijfers over").click()


def compare(admin: Page) -> None:
    admin.goto("/org/lindeborg/monitor/meedoen/")
    expect(admin.get_by_label("Gedeclareerde schriftelijke consulten", exact=True)).to_be_checked()
    looks_good(admin)
    admin.goto("/org/lindeborg/monitor/?cijfer=declared_written_consults")
    expect(admin.get_by_role("row", name="Lindeborg (uw organisatie)")).to_contain_text("7.000")
    expect(admin.get_by_role("row", name="Waterkant")).to_contain_text("2.030")
    looks_good(admin)
    admin.goto("/org/lindeborg/monitor/?cijfer=conversations")  # counted, and not brought from elsewhere
    expect(admin.get_by_role("row", name="Lindeborg (uw organisatie)")).not_to_contain_text("niet getoond")
    earlier = quarters.name(quarters.finished(4)[0])
    admin.goto(f"/org/lindeborg/monitor/?cijfer=conversations&kwartaal={earlier}")
    expect(admin.get_by_role("row", name="Waterkant")).to_contain_text("15")
    looks_good(admin)


def read_over_all(reader: Page) -> None:
    reader.goto("/monitor/?cijfer=declared_written_consults")
    expect(reader.get_by_role("row", name="Waterkant")).to_contain_text("2.030")
    looks_good(reader)
    reader.get_by_label("Specialisme", exact=True).select_option(label="Wijkverpleging")
    reader.get_by_role("button", name="Toon").click()
    expect(reader.get_by_role("row", name="Gezondheidscentrum Kust")).to_contain_text("niet getoond")
    with reader.expect_download() as started:
        reader.get_by_role("link", name="Ondertekende levering").click()
    assert Path(started.value.path()).read_text().count(".") == 2
