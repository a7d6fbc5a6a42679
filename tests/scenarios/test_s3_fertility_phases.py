"""S3 Fertility phases: a path with dated moments, made in the studio, followed by hand, and moved.

A manager takes the path out of the box, adds a step by keyboard, tries it out and turns it on. A nurse enrols
a patient with the first day of the cycle; the first message comes. She moves that day: she sees what moves
before she agrees, and the patient gets one message that says so. Then the path changes while she is on it.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser import assert_accessible, assert_fits, assert_no_csp_violations, watch_policy
from tests.conversations.browser.entered import Enter, rows
from tests.product import Product
from tests.scenarios.hospital import NL

# Milliseconds; a busy machine is slow, not wrong.
PATIENCE = 60_000


def test_fertility_phases(product: Product, enter: Enter):
    manager, nurse = enter("joost", "desktop").new_page(), enter("marieke", "phone").new_page()
    broken = [watch_policy(manager), watch_policy(nurse)]
    phone = enter("anna", "phone").new_page()

    path = make(manager)
    begin_at_midnight(manager)
    add_a_step_by_keyboard(manager)
    try_out(manager)
    turn_on(manager)
    enrol(nurse, path, number_of(product))
    read(phone, "vandaag begint uw behandeling")
    move(nurse)
    read(phone, "Uw data zijn veranderd")
    expect(phone.locator(".message", has_text="Uw data zijn veranderd")).to_have_count(1)
    change_for_who_follows(manager, path)

    for each in broken:
        assert_no_csp_violations(each)


def number_of(product: Product) -> str:
    """The patient number of Anna at the hospital."""
    with rows(product) as database:
        found = database.execute(
            "SELECT p.number FROM people_patient p JOIN tenants_organisation o ON o.id = p.organisation_id"
            " WHERE o.slug = 'lindeborg' AND p.given_name = 'Anna' AND p.family_name LIKE '%Vermeer'"
        ).fetchone()
    assert found is not None
    return str(found[0])


def make(manager: Page) -> str:
    """Out of the box; returns the address of the path."""
    manager.goto("/org/lindeborg/zorgpaden/nieuw/")
    assert_accessible(manager)
    manager.get_by_role("button", name=re.compile(r"Neem dit zorgpad\s?: Fertiliteit")).click()
    expect(manager.get_by_role("heading", name="Eerste dag van de cyclus").first).to_be_visible()
    assert_accessible(manager)
    return manager.url.removesuffix("ontwerp/")


def begin_at_midnight(manager: Page) -> None:
    """What comes on the first day is due by then, at whatever hour she is enrolled."""
    manager.locator("a.studio__card", has_text="Uw behandeling begint").click()
    manager.get_by_label("Hoe laat").fill("00:00")
    manager.get_by_role("button", name="Bewaar deze stap").click()
    expect(manager.locator("a.studio__card", has_text="Uw behandeling begint")).to_contain_text("00.00")


def add_a_step_by_keyboard(manager: Page) -> None:
    """Links, fields and the button of a placeholder, without a mouse."""
    manager.get_by_role("link", name=re.compile(r"Voeg een stap toe\s?: Eerste dag")).focus()
    manager.keyboard.press("Enter")
    expect(manager.get_by_role("heading", name="Nieuwe stap")).to_be_visible()
    manager.get_by_label("Titel").first.fill("Bel ons op dag drie")
    manager.get_by_label("Aantal").fill("3")
    manager.get_by_label("Ervoor of erna").select_option(label="erna")
    manager.get_by_label("Tekst", exact=False).first.fill("Beste , bel ons vandaag op {achternaam}.")
    assert_accessible(manager)
    save = manager.get_by_role("button", name="Bewaar deze stap")
    save.focus()
    manager.keyboard.press("Enter")
    expect(manager.get_by_role("alert")).to_contain_text("{achternaam}")
    text = manager.locator("#step_text")
    text.fill("Beste ")
    manager.get_by_role("button", name="voornaam", exact=True).focus()
    manager.keyboard.press("Enter")
    expect(text).to_have_value("Beste {voornaam}")
    save.focus()
    manager.keyboard.press("Enter")
    expect(manager.locator("a.studio__card", has_text="Bel ons op dag drie")).to_be_visible()
    assert_fits(manager)


def try_out(manager: Page) -> None:
    manager.get_by_role("link", name="Probeer uit").click()
    expect(manager.get_by_role("row", name=re.compile("Bel ons op dag drie"))).to_contain_text("3 dagen erna")
    assert_accessible(manager)
    assert_fits(manager)
    manager.get_by_role("link", name=re.compile("Fertiliteit")).first.click()


def turn_on(manager: Page) -> None:
    manager.get_by_role("button", name="Zet versie 1 aan").click()
    expect(manager.get_by_text("Versie 1 staat aan")).to_be_visible()
    assert_accessible(manager)


def enrol(nurse: Page, path: str, number: str) -> None:
    nurse.goto(path)
    nurse.get_by_role("link", name="Schrijf een patiënt in").click()
    nurse.get_by_label("Patiëntnummer").fill(number)
    nurse.get_by_role("button", name="Schrijf deze patiënt in").click()
    expect(nurse.locator(".error-summary")).to_contain_text("Eerste dag van de cyclus")
    nurse.get_by_label("Eerste dag van de cyclus").fill(day(0))
    assert_accessible(nurse)
    nurse.get_by_role("button", name="Schrijf deze patiënt in").click()
    expect(nurse.get_by_text("De patiënt volgt nu dit zorgpad.")).to_be_visible()
    assert_accessible(nurse)
    assert_fits(nurse)


def move(nurse: Page) -> None:
    nurse.reload()
    nurse.get_by_label("Eerste dag van de cyclus").fill(day(2))
    nurse.get_by_role("button", name="Toon wat verschuift").click()
    expect(nurse.get_by_role("row", name=re.compile("Bel ons op dag drie"))).to_be_visible()
    expect(nurse.get_by_text("De patiënt krijgt hierover één bericht.")).to_be_visible()
    assert_accessible(nurse)
    assert_fits(nurse)
    nurse.get_by_role("button", name="Verzet de data").click()
    expect(nurse.get_by_text("De data zijn verzet.")).to_be_visible()


def change_for_who_follows(manager: Page, path: str) -> None:
    """The path changes while she is on the way: what changed, what changes for whom, then she is moved."""
    manager.goto(f"{path}ontwerp/")
    manager.get_by_role("button", name="Wijzig dit zorgpad").click()
    manager.locator("a.studio__card", has_text="Bel ons op dag drie").click()
    manager.get_by_label("Aantal").fill("4")
    manager.get_by_role("button", name="Bewaar deze stap").click()
    manager.get_by_role("link", name="Bekijk wat is gewijzigd en zet aan").click()
    expect(manager.get_by_text(re.compile("van 3 dagen erna"))).to_be_visible()
    manager.get_by_role("button", name=re.compile("^Zet aan")).click()
    assert_accessible(manager)
    assert_fits(manager)
    manager.get_by_role("link", name="Bekijk wat voor wie verandert").click()
    expect(manager.get_by_role("row", name=re.compile("Bel ons op dag drie"))).to_be_visible()
    assert_accessible(manager)
    assert_fits(manager)
    manager.get_by_role("button", name="Zet de gekozen patiënten over naar versie 2").click()
    expect(manager.get_by_text("1 patiënt volgt nu versie 2.")).to_be_visible()


def read(phone: Page, words: str) -> None:
    """The message comes in the list by itself, and stands in its conversation."""
    phone.goto("/mijn/")
    link = phone.locator("#conversations").get_by_role("link", name=re.compile(words)).first
    link.click(timeout=PATIENCE)
    expect(phone.locator(".message", has_text=words).first).to_be_visible()


def day(ahead: int) -> str:
    return (datetime.now(NL) + timedelta(days=ahead)).strftime("%Y-%m-%d")
