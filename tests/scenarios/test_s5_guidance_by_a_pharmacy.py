"""S5 Medication guidance by an out-patient pharmacy: its messaging.

The pharmacist invites somebody from elsewhere by e-mail and mobile number. He has an account already, because
a hospital treats him, and adds the pharmacy to it after proof. Her instruction stands in the same list as the
conversations of the hospital; he asks something back, and reads who answered.
"""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from beterdichtbij.demo.sign_ins import email_of, mobile_of
from tests.browser import assert_accessible, assert_fits, assert_no_csp_violations, watch_policy
from tests.conversations.browser.entered import Enter, write
from tests.people.browser.conftest import newest_code, newest_invitation
from tests.product import Product


def test_guidance_by_a_pharmacy(product: Product, enter: Enter):
    pharmacy, phone = enter("yasmin", "desktop").new_page(), enter("henk", "phone").new_page()
    broken = [watch_policy(pharmacy), watch_policy(phone)]
    number = f"S5-{time.time_ns() % 1_000_000}"

    invite(pharmacy, number)
    join(phone)
    instruct(pharmacy, number)
    ask_back(phone)
    answer(pharmacy, phone)

    for each in broken:
        assert_no_csp_violations(each)


def invite(pharmacy: Page, number: str) -> None:
    """Nobody registered him here: the pharmacist fills in who he is."""
    pharmacy.goto("/org/duinrand/uitnodigen/")
    pharmacy.get_by_label("Patiëntnummer").fill(number)
    pharmacy.get_by_role("button", name="Zoek").click()
    for field, value in {
        "given_name": "Henk",
        "family_name": "de Wit",
        "birth_date": "1951-09-02",
        "email": email_of("henk"),
        "mobile": mobile_of("henk"),
    }.items():
        pharmacy.locator(f"[name={field}]").fill(value)
    assert_accessible(pharmacy)
    pharmacy.get_by_role("button", name="Verstuur de uitnodiging").click()
    expect(pharmacy.get_by_text("De uitnodiging is onderweg.")).to_be_visible()


def join(phone: Page) -> None:
    """One account for everybody who treats him, after birth date and code."""
    _letter, link = newest_invitation(phone, email_of("henk"))
    phone.goto(link)
    phone.get_by_label("Uw geboortedatum").fill("2-9-1951")
    phone.get_by_role("button", name="Verder").click()
    expect(phone.get_by_role("heading", name="Vul de code in")).to_be_visible()
    phone.get_by_label("Code uit de sms").fill(newest_code(phone, mobile_of("henk")))
    phone.get_by_role("button", name="Verder").click()
    expect(phone.get_by_role("heading", name="Voeg Duinrand MC toe aan uw account")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("button", name="Voeg toe aan mijn account").click()
    phone.wait_for_url("**/mijn/")


def instruct(pharmacy: Page, number: str) -> None:
    """She writes first, to a patient who asked nothing yet."""
    pharmacy.goto("/org/duinrand/")
    pharmacy.get_by_role("link", name="Nieuw gesprek").click()
    pharmacy.get_by_label("Patiëntnummer").fill(number)
    assert_accessible(pharmacy)
    pharmacy.get_by_role("button", name="Zoek").click()
    pharmacy.get_by_label("Waar gaat het over?").fill("Uw nieuwe spuit")
    pharmacy.get_by_label("Bericht aan de patiënt").fill(
        "Neem de spuit een half uur van tevoren uit de koelkast."
    )
    assert_accessible(pharmacy)
    pharmacy.get_by_role("button", name="Verstuur").click()
    expect(pharmacy.locator(".message", has_text="uit de koelkast")).to_be_visible()


def ask_back(phone: Page) -> None:
    """The pharmacy and the hospital stand in one list."""
    phone.goto("/mijn/")
    conversations = phone.locator("#conversations")
    expect(conversations.locator("li[data-organisation=lindeborg]").first).to_be_visible()
    pharmacy = conversations.locator("li[data-organisation=duinrand]")
    expect(pharmacy).to_contain_text("Poliklinische apotheek")
    assert_accessible(phone)
    assert_fits(phone)
    pharmacy.get_by_role("link").click()
    expect(phone.locator(".message", has_text="uit de koelkast")).to_contain_text("Yasmin · apotheker")
    write(phone, "Mag de spuit daarna terug in de koelkast?")


def answer(pharmacy: Page, phone: Page) -> None:
    expect(pharmacy.locator(".message", has_text="terug in de koelkast?")).to_be_visible()
    pharmacy.locator("#main").focus()
    pharmacy.keyboard.press("r")
    pharmacy.get_by_label("Antwoord aan patiënt").last.fill("Nee, gebruik hem dan dezelfde dag.")
    pharmacy.keyboard.press("Control+Enter")
    expect(phone.locator(".message", has_text="dezelfde dag")).to_contain_text("Yasmin · apotheker")
    expect(phone.locator("#state")).not_to_contain_text(re.compile("U krijgt"))
