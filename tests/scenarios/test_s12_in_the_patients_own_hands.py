"""S12: where is my question, find it back, take it along. Each part is a function, in its order."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile

from fhir.resources.R4B.bundle import Bundle
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from beterdichtbij.demo.sign_ins import mobile_of
from tests.browser import assert_accessible, assert_fits, assert_no_csp_violations, watch_policy
from tests.conversations.browser.entered import Enter
from tests.people.browser.conftest import newest_code
from tests.product import Product


def test_in_the_patients_own_hands(product: Product, enter: Enter):
    phone, desk = enter("anna", "phone").new_page(), enter("marieke", "desktop").new_page()
    broken = [watch_policy(phone), watch_policy(desk)]
    subject = f"Zonnecrème {time.time_ns() % 100_000}"

    ask(phone, subject)
    follow_where_it_is(phone, desk)
    find_it_back(phone, subject)
    confirm_who_it_is(phone)
    text = PdfReader(io.BytesIO(download(phone, "Document om te lezen"))).pages
    assert any(subject in page.extract_text() for page in text)
    assert any("Mag ik in de felle zon?" in page.extract_text() for page in text)
    content = download(phone, "Bestand voor een ander systeem")
    Bundle.model_validate_json(content)
    resources = [entry["resource"] for entry in json.loads(content)["entry"]]
    assert subject in [each.get("topic", {}).get("text") for each in resources]
    who_looked_says_so(phone)

    for each in broken:
        assert_no_csp_violations(each)


def ask(phone: Page, subject: str) -> None:
    """A question, which has then been received."""
    phone.goto("/mijn/gesprekken/nieuw/")
    phone.get_by_role("link", name="Reumatologie").click()
    phone.get_by_role("link", name="Ja, dit kan wachten").click()
    phone.get_by_label("Waar gaat het over?").fill(subject)
    phone.get_by_label("Uw vraag").fill("Mag ik in de felle zon?")
    phone.get_by_role("button", name="Verstuur").click()
    expect(phone.locator("#state [aria-current=step]")).to_have_text("Ontvangen")
    assert_accessible(phone)
    assert_fits(phone)


def follow_where_it_is(phone: Page, desk: Page) -> None:
    """The screen of the patient says by itself who has it, that it was answered, and until when to ask on."""
    state = phone.locator("#state")
    desk.goto(f"/org/lindeborg{phone.url.partition('/mijn')[2]}")
    expect(desk.locator("#case-header")).to_contain_text("De patiënt ziet")
    desk.get_by_role("button", name="Neem", exact=True).click()
    expect(state).to_contain_text("Bij de verpleegkundige")
    expect(state).not_to_contain_text("Marieke")
    expect(desk.locator("#case-header")).to_contain_text("De patiënt ziet: “Bij de verpleegkundige”")

    desk.wait_for_load_state("load")  # the keys are there with the scripts
    desk.locator("#main").focus()
    desk.keyboard.press("r")
    desk.get_by_label("Antwoord aan patiënt").last.fill("Ja, met een hoed.")
    desk.keyboard.press("Control+Enter")
    expect(state.locator("[aria-current=step]")).to_have_text("Beantwoord")

    desk.locator("#main").focus()
    desk.keyboard.press("e")
    desk.get_by_label("Laatste zin aan de patiënt").fill("Fijne dagen!")
    desk.get_by_role("button", name="Sluit gesprek af").click()
    expect(state).to_contain_text("U kunt hier doorvragen tot en met")
    assert_accessible(phone)


def find_it_back(phone: Page, subject: str) -> None:
    """Without accents or capitals; and what was found is still there after a look at it."""
    phone.goto("/mijn/")
    phone.get_by_role("link", name="Zoek in mijn berichten").click()
    assert_accessible(phone)
    phone.get_by_label("Wat zoekt u?").fill(subject.upper().replace("È", "E"))
    phone.get_by_role("button", name="Zoek").click()
    expect(phone.locator("mark").first).to_have_text("Zonnecrème")
    assert_accessible(phone)
    assert_fits(phone)
    assert "onnecr" not in phone.url
    phone.locator(".search__excerpt").first.click()
    expect(phone.locator(".message--own").first).to_contain_text("Mag ik in de felle zon?")
    phone.go_back()
    expect(phone.locator("mark").first).to_have_text("Zonnecrème")


def confirm_who_it_is(phone: Page) -> None:
    """Before a file is saved, once more a code."""
    phone.goto("/mijn/downloaden/")
    assert_accessible(phone)
    assert_fits(phone)
    make(phone, "Document om te lezen")
    phone.get_by_role("link", name="Bevestig dat u het bent").click()
    # It comes by itself, unless one of a moment ago was not used yet.
    phone.wait_for_load_state("networkidle")
    code = newest_code(phone, mobile_of("anna"))
    phone.get_by_label(re.compile("^Code")).fill(code)
    phone.get_by_role("button", name="Inloggen", exact=True).click()
    phone.wait_for_url("**/mijn/downloaden/")


def make(phone: Page, form: str) -> None:
    """Ask for what Lindeborg has, and wait until it is made; the page says so by itself."""
    phone.get_by_role("checkbox", name="Duinrand MC").uncheck()
    phone.get_by_role("radio", name=re.compile(form)).check()
    phone.get_by_role("button", name="Maak de download").click()
    expect(phone.locator(".download", has_text=form).first.get_by_role("link")).to_be_visible(timeout=60_000)
    assert_accessible(phone)


def download(phone: Page, form: str) -> bytes:
    """The copy as the phone saves it; with photos beside it, it is in a packed file."""
    one = phone.locator(".download", has_text=form).first
    if not one.count():
        make(phone, form)
    with phone.expect_download() as saved:
        one.get_by_role("link", name=re.compile("Opslaan")).click()
    content = saved.value.path().read_bytes()
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        (copy,) = (name for name in packed.namelist() if name.startswith("gesprekken."))
        return packed.read(copy)


def who_looked_says_so(phone: Page) -> None:
    phone.goto("/mijn/wie-keek/")
    expect(phone.get_by_text("downloadde een kopie van gesprekken").first).to_be_visible()
