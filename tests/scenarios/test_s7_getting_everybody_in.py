"""S7 Getting everybody in.

Invitations go out by themselves when an appointment is made, recognisable, in plain language. Who does not
come in gets one reminder, a letter at the desk, or help of the helpdesk, which sees how far somebody is and
never what is said. There is a conversation to practise with and an explanation of every task. The team sees
how far invitations get: sent, opened, activated, first message.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser import WIDTHS, assert_accessible, assert_no_csp_violations, watch_policy
from tests.conversations.browser.entered import Enter, rows
from tests.people.browser.conftest import newest_code, newest_invitation, newest_post
from tests.product import Product
from tests.scenarios.hospital import Hospital

LETTER_CODE = re.compile(r"[A-Z2-9]{3}-[A-Z2-9]{3}-[A-Z2-9]{3}")
NEVER_CAME = """UPDATE people_invitation i SET sent_at = now() - interval '4 days', reminded_at = NULL,
  expires_at = now() + interval '3 days' FROM people_patient p
  WHERE p.id = i.patient_id AND p.number = '4466031'"""


@pytest.fixture
def phone(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Callable[[], Page]]:
    """A telephone of somebody who never signed in."""
    opened = []

    def another() -> Page:
        opened.append(browser.new_context(**browser_context_args | {"viewport": WIDTHS["phone"]}))
        return opened[-1].new_page()

    yield another
    for context in opened:
        context.close()


@pytest.fixture
def rule_is_off_afterwards(product: Product) -> Iterator[None]:
    yield
    with rows(product) as database:
        database.execute("UPDATE onboarding_invitationrule SET is_on = false")


def test_getting_everybody_in(
    product: Product, enter: Enter, phone: Callable[[], Page], rule_is_off_afterwards: None
):
    stamp = time.time_ns() % 10**9
    manager, desk = enter("joost", "desktop").new_page(), enter("fatima", "desktop").new_page()
    first, second, third = phone(), phone(), phone()
    broken = [watch_policy(page) for page in (manager, desk, first, second, third)]
    email, mobile = f"roos{stamp}@example.org", f"+316{stamp % 10**8:08d}"
    Hospital(product.url, number=f"S7a{stamp}").book(days=5, **who("Roos", email=email, mobile=mobile))
    other = f"+316{(stamp + 1) % 10**8:08d}"
    Hospital(product.url, number=f"S7b{stamp}").book(days=0, **who("Teun", mobile=other))
    with rows(product) as database:
        database.execute(NEVER_CAME)

    turn_the_rule_on(manager)
    come_in_by_the_invitation(first, email, mobile)
    practise_and_read(first)
    letter = letter_at_the_desk(desk, f"S7b{stamp}")
    come_in_by_the_letter(second, letter, other, f"teun{stamp}@example.org")
    get_help(third, enter("saar", "desktop").new_page(), f"S7a{stamp}")
    reminder = newest_post(third, "willem.brouwer@example.org", saying="niet-meer")
    assert "Reumatologie" not in reminder
    look_how_far(manager)

    for each in broken:
        assert_no_csp_violations(each)


def who(name: str, *, email: str = "", mobile: str) -> dict[str, Any]:
    """A patient as the hospital tells."""
    telecom = [{"system": "phone", "use": "mobile", "value": mobile}]
    telecom += [{"system": "email", "value": email}] if email else []
    return {"name": [{"use": "official", "family": "Zeven", "given": [name]}], "telecom": telecom}


def turn_the_rule_on(manager: Page) -> None:
    manager.goto("/org/lindeborg/uitnodigen/vanzelf/")
    assert_accessible(manager)
    manager.get_by_role("link", name="Wijzig Reumatologie").click()
    manager.get_by_label("Nodig patiënten vanzelf uit").check()
    manager.get_by_label("Vanaf hoeveel dagen").fill("6")
    manager.get_by_role("button", name="Tel eerst").click()
    expect(manager.get_by_text(re.compile("nu [1-9][0-9]* patiënt"))).to_be_visible()
    assert_accessible(manager)
    manager.get_by_role("button", name="Bewaar de regel").click()
    expect(manager.get_by_text("De regel is bewaard.")).to_be_visible()


def come_in_by_the_invitation(page: Page, email: str, mobile: str) -> None:
    """Recognisable, without anything about health; a wrong date of birth is told kindly."""
    letter, link = newest_invitation(page, email)
    assert "Lindeborg" in letter and "Reumatologie" not in letter
    page.goto(link)
    page.get_by_label("Uw geboortedatum").fill("1-1-1950")
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_text("Dit is niet de geboortedatum").first).to_be_visible()
    prove(page, mobile)
    choose_a_password(page)


def prove(page: Page, mobile: str) -> None:
    page.get_by_label("Uw geboortedatum").fill("14-3-1958")
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("heading", name="Vul de code in")).to_be_visible()
    page.get_by_label("Code uit de sms").fill(newest_code(page, mobile))
    page.get_by_role("button", name="Verder").click()


def choose_a_password(page: Page) -> None:
    page.get_by_label("Kies een wachtwoord").fill("drie paarden in de wei")
    page.get_by_role("button", name="Klaar: naar mijn berichten").click()
    page.wait_for_url("**/mijn/")


def practise_and_read(page: Page) -> None:
    expect(page.get_by_text("Wilt u eerst oefenen?")).to_be_visible()
    page.goto("/mijn/hulp/")
    assert_accessible(page)
    page.get_by_role("link", name="Oefen een gesprek").click()
    page.get_by_label("Uw bericht").fill("Wanneer is mijn afspraak?")
    page.get_by_role("button", name="Verstuur").click()
    expect(page.get_by_text("uw bericht is aangekomen")).to_be_visible()
    assert_accessible(page)
    page.goto("/hulp/")
    page.get_by_role("link", name="Een foto sturen").click()
    expect(page.get_by_text("Druk op de paperclip")).to_be_visible()
    assert_accessible(page)


def letter_at_the_desk(desk: Page, number: str) -> str:
    """Who comes today and is not in gets a letter; returns its code."""
    desk.goto("/org/lindeborg/uitnodigen/balie/")
    row = desk.get_by_role("row", name=re.compile(number))
    expect(row).to_contain_text("e-mailadres")
    assert_accessible(desk)
    with desk.expect_download() as download:
        row.get_by_role("button", name="Brief").click()
    content = download.value.path().read_bytes()
    words = PdfReader(BytesIO(content)).pages[0].extract_text()
    assert "Teun Zeven" in words and "Reumatologie" not in words
    return LETTER_CODE.search(words).group()


def come_in_by_the_letter(page: Page, code: str, mobile: str, email: str) -> None:
    page.goto(f"/in/?code={code}")
    assert_accessible(page)
    page.get_by_role("button", name="Volgende").click()
    prove(page, mobile)
    page.get_by_label("Uw e-mailadres").fill(email)
    assert_accessible(page)
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_label("Code uit de e-mail")).to_be_visible()
    page.get_by_label("Code uit de e-mail").fill(newest_code(page, email))
    page.get_by_role("button", name="Verder").click()
    choose_a_password(page)


def get_help(page: Page, helpdesk: Page, number: str) -> None:
    """From a page at the door to an answer; the helpdesk sees the step and cannot open a conversation."""
    page.goto("/inloggen/")
    page.get_by_role("link", name="Vraag het de helpdesk").click()
    assert_accessible(page)
    page.get_by_label("Van welke organisatie").select_option("lindeborg")
    page.get_by_label("Ik krijg geen code per sms").check()
    page.get_by_label("Uw naam").fill("Roos Zeven")
    page.get_by_label("Uw e-mailadres of telefoonnummer").fill("06 12345678")
    page.get_by_label("Wat gebeurt er").fill("De sms komt niet.")
    page.get_by_role("button", name="Verstuur naar de helpdesk").click()
    expect(page.get_by_role("heading", name="Uw vraag aan de helpdesk")).to_be_visible()
    assert_accessible(page)

    helpdesk.goto("/org/lindeborg/helpdesk/")
    assert_accessible(helpdesk)
    helpdesk.get_by_role("row", name=re.compile("Roos Zeven")).last.get_by_role("link").click()
    expect(helpdesk.get_by_text("De sms komt niet.")).to_be_visible()
    helpdesk.get_by_label("Uw antwoord").fill("Is uw nummer veranderd?")
    helpdesk.get_by_role("button", name="Verstuur het antwoord").click()
    assert_accessible(helpdesk)
    helpdesk.goto(f"/org/lindeborg/helpdesk/mensen/?zoek={number}")
    expect(helpdesk.get_by_role("heading", name="Is binnen: heeft een account")).to_be_visible()
    assert_accessible(helpdesk)
    helpdesk.goto("/org/lindeborg/")
    expect(helpdesk.get_by_role("link", name="Postvak")).to_have_count(0)

    page.get_by_role("link", name="Is er al antwoord?").click()
    expect(page.get_by_text("Is uw nummer veranderd?")).to_be_visible()


def look_how_far(manager: Page) -> None:
    """Sent, opened, activated, in numbers and per cent, and where people stop."""
    manager.goto("/org/lindeborg/uitnodigen/voortgang/")
    for name in ("Verstuurd", "Geopend", "Geactiveerd", "Eerste bericht"):
        expect(manager.locator(".figure__name", has_text=name)).to_be_visible()
    expect(manager.get_by_role("row", name=re.compile("^Reumatologie"))).to_contain_text("%")
    assert_accessible(manager)
    manager.get_by_role("link", name="Opende de uitnodiging niet").click()
    expect(manager.get_by_role("row", name=re.compile("Brouwer"))).to_be_visible()
    assert_accessible(manager)
