"""A written consult: told before writing, answered, closed, marked by a clinician, and counted."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assert_accessible, assert_fits, assert_no_csp_violations, watch_policy
from tests.conversations.browser.entered import Enter, rows
from tests.product import Product

CHARGING = "/org/lindeborg/schriftelijk-consult/"


@pytest.fixture
def manager(product: Product, enter: Enter) -> Iterator[Page]:
    """Lets the infusion centre charge, and afterwards no longer."""
    page = enter("joost", "desktop").new_page()
    page.goto(CHARGING)
    page.get_by_role("button", name=re.compile("Laat rekenen.*Infuuscentrum")).click()
    assert_accessible(page)
    yield page
    with rows(product) as database:
        database.execute("DELETE FROM consults_charging")


def test_a_patient_is_told_before_writing_and_a_clinician_marks_it_when_all_is_met(product, enter, manager):
    phone, nurse = enter("mei", "phone").new_page(), enter("marieke", "desktop").new_page()
    broken = [watch_policy(each) for each in (phone, nurse, manager)]
    subject = f"Infuus {time.time_ns() % 100_000}"
    before = counted(manager)

    ask(phone, subject)
    nurse.goto("/org/lindeborg/?zoek=4476604")
    nurse.get_by_role("link", name=re.compile(subject)).click()
    expect(nurse.locator("#case-context")).to_be_visible()
    nurse.wait_for_load_state("load")  # the keys are there with the scripts
    expect(nurse.get_by_role("link", name="Markeer als schriftelijk consult")).to_have_count(0)
    nurse.get_by_label("Antwoord aan patiënt").last.fill("Ja, dat mag. Bel bij koorts.")
    nurse.keyboard.press("Control+Enter")
    expect(phone.get_by_text("Ja, dat mag. Bel bij koorts.")).to_be_visible()
    nurse.locator("summary", has_text="Afsluiten").click()
    nurse.get_by_role("button", name="Sluit gesprek af").click()

    nurse.get_by_role("link", name="Markeer als schriftelijk consult").click()
    assert_accessible(nurse)
    nurse.get_by_role("button", name="Markeer als schriftelijk consult").click()
    expect(nurse.get_by_role("alert")).to_contain_text("medische toestand")
    nurse.get_by_label("een herhaalconsult").check()
    nurse.get_by_label("Het ging over de medische toestand").check()
    nurse.get_by_label("Het is vastgelegd in het dossier").check()
    nurse.get_by_role("button", name="Markeer als schriftelijk consult").click()
    expect(context(nurse, "een herhaalconsult")).to_be_visible()
    assert_accessible(nurse)

    phone.reload()
    expect(phone.get_by_text("Dit gesprek telt als een schriftelijk consult")).to_be_visible()
    assert_accessible(phone)
    assert counted(manager) == before + 1
    nurse.get_by_role("button", name="Het was geen consult").click()
    expect(nurse.get_by_role("link", name="Markeer als schriftelijk consult")).to_be_visible()
    assert counted(manager) == before
    for each in broken:
        assert_no_csp_violations(each)


def ask(phone: Page, subject: str) -> None:
    """Reads what it may cost before anything can be typed."""
    phone.goto("/mijn/gesprekken/nieuw/")
    phone.get_by_role("link", name=re.compile("Infuuscentrum")).click()
    phone.get_by_role("link", name="Ja, dit kan wachten").click()
    expect(phone.get_by_text("Dit kan u iets kosten")).to_be_visible()
    assert_accessible(phone)
    assert_fits(phone)
    phone.get_by_label("Waar gaat het over?").fill(subject)
    phone.get_by_label("Uw vraag", exact=True).fill("Mag ik na het infuus autorijden?")
    phone.get_by_role("button", name="Verstuur").click()
    expect(phone.get_by_text("Mag ik na het infuus autorijden?")).to_be_visible()


def context(page: Page, words: str):
    return page.locator("#case-context").get_by_text(words).first


def counted(manager: Page) -> int:
    """The follow-up consults of this month, as the manager reads them."""
    manager.goto(CHARGING)
    line = manager.get_by_role("row", name=re.compile("Infuuscentrum")).inner_text()
    found = re.search(r"(\d+) herhaal", line)
    return int(found[1]) if found else 0
