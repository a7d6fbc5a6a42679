"""S8 Video visit, with another kind of browser on each side: the patient has Firefox.

The line is tried, they see each other, sealed from end to end by the same key. Who is taken out is
out at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from beterdichtbij.demo.cast import PATIENTS
from tests.conversations.browser.entered import Enter, conversation_of, new_session
from tests.firefox import Firefox
from tests.product import Product, wait_for
from tests.video.pictures import KEEP, counted, sees

ANNA = next(each.number for each in PATIENTS if each.key == "anna" and each.house == "lindeborg")
# Firefox without a screen counts what it shows of a line as nothing.
DECODED = """connections.at(-1).getStats().then((all) => [...all.values()]
  .filter((one) => one.type === "inbound-rtp" && one.framesDecoded > 50).map((one) => one.frameWidth))"""
NUMBERS = "document.querySelector('[data-seal-numbers]').textContent"


@pytest.fixture
def anna(product: Product, tmp_path: Path) -> Iterator[Firefox]:
    firefox = Firefox(tmp_path)
    firefox.before_each_page(KEEP)
    firefox.sign_in(new_session(product, "anna"))
    yield firefox
    firefox.close()


def test_firefox_and_chromium_see_each_other(product: Product, enter: Enter, anna: Firefox):
    nurse, conversation = counted(enter("marieke", "desktop")).new_page(), conversation_of(product, ANNA)
    nurse.goto(f"/org/lindeborg/gesprekken/{conversation}/")
    nurse.get_by_role("button", name="Nu beeldbellen").click()
    anna_waits(anna, f"{product.url}/mijn/gesprekken/{conversation}/")
    nurse.get_by_role("button", name="Ga naar binnen").click()
    nurse.get_by_role("button", name="Laat binnen Anna").click()

    they_see_each_other(nurse, anna)

    nurse.get_by_role("button", name="Haal eruit Anna").click()
    anna.reads("U bent uit dit videogesprek gehaald", patience=5)
    expect(nurse.locator(".tile:not(.tile--self)")).to_have_count(0)
    nurse.get_by_role("button", name="Ophangen").click()
    expect(nurse).to_have_url(re.compile("/beeldbellen/$"))


def anna_waits(anna: Firefox, conversation: str) -> None:
    """Camera and line tried first."""
    anna.goto(conversation)
    anna.press("Naar de wachtkamer")
    anna.reads("Camera en microfoon werken.")
    anna.reads("Uw verbinding is")
    anna.press("Ga naar de wachtkamer")
    anna.reads("U bent in de wachtkamer van")


def they_see_each_other(nurse: Page, anna: Firefox) -> None:
    """The picture of the camera of the other, sealed, with the same numbers on both sides."""
    wait_for(lambda: anna.run("document.querySelectorAll('.tile:not(.tile--self)').length") == 1)
    wait_for(lambda: anna.run(DECODED) == [320])
    sees(nurse, others=1)
    expect(nurse.locator('.room__sealed[data-sealing="on"]')).to_be_visible(timeout=20_000)
    wait_for(lambda: anna.run(NUMBERS))
    assert anna.run(NUMBERS) == nurse.locator("[data-seal-numbers]").text_content()
    # The page would have said otherwise within two seconds.
    assert anna.run("document.querySelector('video-room').dataset.line") == "good"
