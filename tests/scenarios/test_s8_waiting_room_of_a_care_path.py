"""S8 Video visit, from a care path: at its moment the path opens the waiting room.

A manager brings a path in as a file, looks at the step in the studio, tries it out and turns it on. A nurse
enrols a patient for a visit of a little later. The way into the waiting room comes in the conversation, and
the patient goes in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from carepaths.content import AnchorDraft, PathContent, StepDraft, TriggerDraft
from carepaths.fhir.writing import to_plan_definition
from tests.browser import assert_accessible, assert_fits, assert_no_csp_violations, watch_policy
from tests.conversations.browser.entered import Enter, entrance
from tests.product import Product
from tests.scenarios.hospital import NL
from tests.scenarios.test_s3_fertility_phases import PATIENCE, number_of

TITLE = "Beeldbellen na de opname"
PATH = PathContent(
    TITLE,
    (
        StepDraft(
            -1,
            None,
            "De weg naar de wachtkamer",
            "Beste {voornaam}, wij spreken u via beeldbellen.",
            kind="video",
            unit="hours",
            anchor="gesprek",
        ),
    ),
    (AnchorDraft("gesprek", "Gesprek", "team"),),
    (TriggerDraft("by_hand"),),
)


@pytest.fixture
def enter(browser: Browser, product: Product, browser_context_args: dict[str, Any]) -> Iterator[Enter]:
    enter, opened = entrance(browser, product, browser_context_args)
    yield enter
    for context in opened:
        context.close()


def test_a_path_opens_the_waiting_room(product: Product, enter: Enter):
    manager, phone = enter("joost", "desktop").new_page(), enter("anna", "phone").new_page()
    broken = [watch_policy(manager), watch_policy(phone)]

    path = bring_in(manager)
    look_at_the_step(manager)
    enrol(manager, path, number_of(product))
    go_in(phone)

    for each in broken:
        assert_no_csp_violations(each)


def bring_in(manager: Page) -> str:
    """Out of a file; returns the address of the path."""
    manager.goto("/org/lindeborg/zorgpaden/nieuw/")
    file = {
        "name": "pad.json",
        "mimeType": "application/json",
        "buffer": json.dumps(to_plan_definition(PATH)).encode(),
    }
    manager.locator("[name=bestand]").set_input_files([file])
    manager.get_by_role("button", name="Breng dit zorgpad binnen").click()
    expect(manager.get_by_role("heading", name=TITLE)).to_be_visible()
    return manager.url.removesuffix("ontwerp/")


def look_at_the_step(manager: Page) -> None:
    manager.locator("a.studio__card").click()
    expect(manager.locator("#step_kind")).to_have_value("video")
    expect(manager.get_by_label("Op de knop").first).to_be_hidden()
    assert_accessible(manager)
    assert_fits(manager)
    manager.get_by_role("link", name="Probeer uit").click()
    expect(manager.get_by_role("row", name=re.compile("1 uur ervoor"))).to_contain_text("beeldbellen")
    manager.get_by_role("link", name=TITLE).first.click()
    manager.get_by_role("button", name="Zet versie 1 aan").click()
    expect(manager.get_by_text("Versie 1 staat aan")).to_be_visible()


def enrol(manager: Page, path: str, number: str) -> None:
    manager.goto(f"{path}inschrijven/")
    manager.get_by_label("Patiëntnummer").fill(number)
    soon = datetime.now(NL) + timedelta(minutes=20)
    manager.get_by_label("Gesprek").fill(soon.strftime("%Y-%m-%dT%H:%M"))
    manager.get_by_role("button", name="Schrijf deze patiënt in").click()
    expect(manager.get_by_text("De patiënt volgt nu dit zorgpad.")).to_be_visible()


def go_in(phone: Page) -> None:
    """The message comes by itself; the button at the top of its conversation leads in."""
    phone.goto("/mijn/")
    link = phone.locator("#conversations").get_by_role("link", name=re.compile("wij spreken u via")).first
    link.click(timeout=PATIENCE)
    expect(phone.locator(".message", has_text="wij spreken u via beeldbellen").first).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("link", name="Naar de wachtkamer").click()
    expect(phone.get_by_text("Kijk of we u kunnen zien en horen.")).to_be_visible()
