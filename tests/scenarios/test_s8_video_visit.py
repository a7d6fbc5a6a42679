"""S8 Video visit.

A nurse calls from a conversation. The patient tests camera and microphone, waits, is let in, and they see
each other. The partner joins by a link of his own with a code by text message, and is let in too. Afterwards
the conversation shows that the visit took place, for how long, and with whom. The partner keeps it in an
account.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from beterdichtbij.demo.cast import PATIENTS
from tests.browser import WIDTHS, assert_accessible, assert_fits, assert_no_csp_violations, watch_policy
from tests.conversations.browser.entered import Enter, conversation_of
from tests.product import Product
from tests.video.pictures import counted, see_smoothly

HENK = next(each.number for each in PATIENTS if each.key == "henk" and each.house == "lindeborg")


@pytest.fixture
def partner(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """The telephone of somebody without an account."""
    context = browser.new_context(**browser_context_args | {"viewport": WIDTHS["phone"]})
    yield counted(context).new_page()
    context.close()


def test_a_video_visit_with_a_guest(product: Product, enter: Enter, partner: Page):
    nurse, henk = (counted(enter(*who)).new_page() for who in (("marieke", "desktop"), ("henk", "phone")))
    broken = [watch_policy(page) for page in (nurse, henk, partner)]
    conversation = conversation_of(product, HENK)

    henk.goto(f"/mijn/gesprekken/{conversation}/")
    nurse.goto(f"/org/lindeborg/gesprekken/{conversation}/")
    nurse.get_by_role("button", name="Nu beeldbellen").click()
    room = nurse.url
    henk_waits(henk)
    the_nurse_lets_in(nurse, "Henk")
    see_smoothly(henk, nurse, others=1)
    for page in (henk, nurse):
        assert_accessible(page)
    assert_fits(henk)

    the_partner_comes(nurse, partner, room)
    the_nurse_lets_in(nurse, "Jan (partner)")
    see_smoothly(partner, henk, nurse, others=2)
    one_key_for_all(partner, henk, nurse)
    the_guest_asks(partner, nurse)

    nurse.get_by_role("button", name="Ophangen").click()
    expect(henk.get_by_text("Dit videogesprek is voorbij.")).to_be_visible()
    henk.goto(f"/mijn/gesprekken/{conversation}/")
    line = henk.get_by_text(re.compile("Videogesprek gehouden")).last
    expect(line).to_contain_text("Jan (partner)")
    expect(henk.get_by_text("Jan (partner): Mag ik iets vragen?").last).to_be_visible()
    the_partner_keeps_it(partner)
    for each in broken:
        assert_no_csp_violations(each)


def henk_waits(henk: Page) -> None:
    """From the conversation that is open to the waiting room, past the check of the device."""
    henk.get_by_role("link", name="Naar de wachtkamer").click()
    expect(henk.get_by_text("Camera en microfoon werken.")).to_be_visible()
    assert_accessible(henk)
    assert_fits(henk)
    henk.get_by_role("button", name="Ga naar de wachtkamer").click()
    expect(henk.get_by_text("U bent in de wachtkamer van")).to_be_visible()
    expect(henk.get_by_text(re.compile("Uw verbinding is (goed|redelijk|slecht)"))).to_be_visible(
        timeout=30_000
    )
    assert_accessible(henk)
    expect(henk.locator(".tile")).to_have_count(0)


def the_nurse_lets_in(nurse: Page, name: str) -> None:
    if nurse.locator("video-room").get_attribute("data-phase") == "lobby":
        assert_accessible(nurse)
        nurse.get_by_role("button", name="Ga naar binnen").click()
    nurse.get_by_role("button", name=f"Laat binnen {name}").click()


def the_partner_comes(nurse: Page, partner: Page, room: str) -> None:
    """The link, the code of the text message, and the same waiting room."""
    nurse.get_by_text("Nodig een gast uit").click()
    nurse.get_by_label("Naam").fill("Jan")
    nurse.get_by_label("Wie is dit?").select_option(label="partner")
    nurse.get_by_label("Mobiel nummer").fill("06 87654321")
    nurse.get_by_role("button", name="Verstuur de link").click()
    partner.goto(posted(partner, r"(/beeldbellen/[\w-]+/)"))
    expect(partner.get_by_role("heading", name="Jan, u bent uitgenodigd")).to_be_visible()
    assert_accessible(partner)
    link = partner.url
    before = post(partner)
    partner.get_by_role("button", name=re.compile("code")).click()
    code = posted(partner, r"(\d{6}) is uw code", not_in=before)
    assert_accessible(partner)
    partner.get_by_label("Code uit de sms").fill(code)
    partner.get_by_role("button", name="Verder").click()
    expect(partner.get_by_text("Camera en microfoon werken.")).to_be_visible()
    assert_accessible(partner)
    assert_fits(partner)
    partner.get_by_role("button", name="Ga naar de wachtkamer").click()
    expect(partner.get_by_text("U bent in de wachtkamer van")).to_be_visible()
    nurse.goto(room)
    used_elsewhere(nurse, link)
    nurse.goto(room)


def used_elsewhere(nurse: Page, link: str) -> None:
    """The link is of use in one browser."""
    nurse.goto(link)
    expect(nurse.get_by_role("heading", name="Deze link is al gebruikt")).to_be_visible()


def one_key_for_all(*pages: Page) -> None:
    """Sealed from end to end, with the same numbers on every screen."""
    for page in pages:
        expect(page.locator('.room__sealed[data-sealing="on"]')).to_be_visible(timeout=20_000)
    assert len({page.locator("[data-seal-numbers]").text_content() for page in pages}) == 1


def the_guest_asks(guest: Page, nurse: Page) -> None:
    """In the chat of the room."""
    guest.get_by_role("button", name="Chat").click()
    guest.get_by_label("Uw bericht").fill("Mag ik iets vragen?")
    guest.get_by_label("Uw bericht").press("Enter")
    nurse.get_by_role("button", name="Chat").click()
    said = nurse.get_by_role("log", name="Chat")
    expect(said).to_contain_text("Jan (partner): Mag ik iets vragen?")
    assert_accessible(nurse)


def the_partner_keeps_it(partner: Page) -> None:
    """In an account of his own, which he makes with an address that he proves."""
    expect(partner.get_by_text("Dit videogesprek is voorbij.")).to_be_visible()
    partner.get_by_role("link", name="Bewaar in een account").click()
    assert_accessible(partner)
    partner.get_by_role("link", name="Ik heb geen account").click()
    partner.get_by_label("Uw e-mailadres").fill("jan.de.wit@example.org")
    assert_accessible(partner)
    before = post(partner)
    partner.get_by_role("button", name="Verder: krijg een code per e-mail").click()
    partner.get_by_label("Code uit de e-mail").fill(posted(partner, r"(\d{6}) is uw code", not_in=before))
    assert_accessible(partner)
    partner.get_by_role("button", name="Verder", exact=True).click()
    partner.get_by_label("Uw voornaam").fill("Jan")
    partner.get_by_label("Uw achternaam").fill("de Wit")
    partner.get_by_label("Kies een wachtwoord").fill("een lange zin met paarden")
    assert_accessible(partner)
    partner.get_by_role("button", name="Maak het account en bewaar het gesprek").click()
    expect(partner.get_by_role("heading", name="Waar u gast was")).to_be_visible()
    assert_accessible(partner)
    assert_fits(partner)


def posted(page: Page, pattern: str, *, not_in: str = "") -> str:
    """The newest of what was sent that was not there before, from the post of the demo: a worker sends it."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = re.search(pattern, post(page))
        if found and found[0] not in not_in:
            return found[1]
        time.sleep(0.3)
    raise AssertionError(f"nothing was posted like {pattern}")


def post(page: Page) -> str:
    return page.context.request.get("/demo/post/").text()
