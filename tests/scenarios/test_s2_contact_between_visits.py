"""S2 Contact between visits.

A patient asks a question at 22.30. An automatic reply names the opening hours and by when an answer comes.
Next morning the desk sees the queue sorted by who waits longest against the promise, takes the conversation,
leaves an internal note for the physician, forwards it, answers, closes. The patient sees who answered. A new
message within the reopening period reopens it. In the end the admin sees it counted.

Whatever the hour of the run, the department is made closed: it opens on one other day of the week only.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser import assert_accessible, assert_fits, assert_no_csp_violations, watch_policy
from tests.conversations.browser.entered import Enter, rows, write
from tests.product import Product
from tests.scenarios.figures import figures, grown

pytestmark = pytest.mark.service_worker

HOURS = """
UPDATE tenants_openinghours h SET weekday = %s, opens = '09:00', closes = '17:00' FROM tenants_department d
WHERE d.id = h.department_id AND d.code = 'REU' RETURNING h.id
"""
DUE = re.compile(r"\d+ \w{3}|morgen|te laat|nog ")


@pytest.fixture
def closed_department(product: Product) -> Iterator[None]:
    """Rheumatology answers on one day, which is neither yesterday, today nor tomorrow."""
    with rows(product) as database:
        query = """SELECT h.id, h.weekday, h.opens, h.closes FROM tenants_openinghours h
          JOIN tenants_department d ON d.id = h.department_id WHERE d.code = 'REU'"""
        before = database.execute(query).fetchall()
        weekday = (timezone.localtime() + timedelta(days=3)).weekday()
        database.execute(HOURS, [weekday])
    yield
    with rows(product) as database:
        for identity, weekday, opens, closes in before:
            put_back = "UPDATE tenants_openinghours SET weekday = %s, opens = %s, closes = %s WHERE id = %s"
            database.execute(put_back, [weekday, opens, closes, identity])


def test_contact_between_visits(product: Product, enter: Enter, closed_department: None):
    phone, desk = enter("anna", "phone").new_page(), enter("marieke", "desktop").new_page()
    broken = [watch_policy(phone), watch_policy(desk)]
    subject = f"Zwelling {time.time_ns() % 100_000}"
    admin = enter("ingrid", "desktop").new_page()
    before = figures(admin, product)

    ask(phone, subject)
    take_note_and_forward(desk, phone, subject)
    colleague = enter("fatima", "desktop").new_page()
    answer_and_close(colleague, phone, subject)
    reopen(colleague, phone)
    counted = grown(before, figures(admin, product))
    # The automatic reply, and what tells of the other team. Paths of the demo world go on meanwhile.
    assert counted["Automatische berichten"] >= 2
    assert counted["Gesprekken"] >= 1
    assert counted["Berichten van mensen"] == 4

    for each in broken:
        assert_no_csp_violations(each)


def ask(phone: Page, subject: str) -> None:
    """The question, after the question whether it can wait; at once the automatic reply."""
    phone.goto("/mijn/")
    assert_accessible(phone)
    assert_fits(phone)
    phone.get_by_role("link", name="Stel een vraag aan uw zorgteam").click()
    phone.get_by_role("link", name="Reumatologie").click()
    closed = phone.get_by_text("Het team is nu dicht")
    until = time.monotonic() + 40  # a process keeps opening hours for half a minute
    while not closed.count() and time.monotonic() < until:
        time.sleep(1)
        phone.reload()
    expect(phone.get_by_role("heading", name=re.compile("Kan dit wachten tot"))).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("link", name="Nee, ik heb eerder iemand nodig").click()
    expect(phone.get_by_role("link", name="Bel 085 000 10 99")).to_be_visible()
    expect(phone.get_by_role("link", name="Bel 112")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("link", name="Het kan toch wachten").click()
    phone.get_by_role("link", name="Ja, dit kan wachten").click()
    phone.get_by_label("Waar gaat het over?").fill(subject)
    phone.get_by_label("Uw vraag").fill("Mijn rechterhand is weer dik. Mag ik blijven typen?")
    assert_accessible(phone)
    phone.get_by_role("button", name="Verstuur").click()
    automatic = phone.locator(".message--automatic")
    expect(automatic).to_contain_text("Wij zijn open op")
    expect(automatic).to_contain_text("uiterlijk")
    expect(phone.locator("#state")).to_contain_text("U krijgt")
    assert_accessible(phone)
    assert_fits(phone)


def take_note_and_forward(desk: Page, phone: Page, subject: str) -> None:
    """The desk finds it in the queue, takes it, notes something for the physician, and forwards it."""
    desk.goto("/org/lindeborg/")
    desk.get_by_role("link", name=re.compile("^Reumatologie")).click()
    expect(desk.locator("#list .list__item .pill").first).to_have_text(DUE)
    assert_accessible(desk)
    desk.locator("#list a", has_text=subject).click()
    assert_accessible(desk)
    desk.get_by_role("button", name="Neem").click()
    expect(desk.locator("#case-header")).to_contain_text("van u")
    expect(phone.locator(".message--own")).to_contain_text("gelezen")

    desk.locator("#main").focus()
    desk.keyboard.press("n")
    desk.get_by_label("Notitie voor het team; niet zichtbaar").fill("@dr. Bakker kijk je mee?")
    assert_accessible(desk)
    desk.get_by_role("button", name="Bewaar notitie").click()
    expect(desk.locator(".message--note")).to_contain_text("kijk je mee?")

    desk.locator("#main").focus()
    desk.keyboard.press("f")
    desk.get_by_label("Naar welke afdeling?").select_option(label="Infuuscentrum")
    desk.get_by_label("Uw vraag aan deze collega’s").fill("Kan zij eerder komen?")
    assert_accessible(desk)
    desk.get_by_role("button", name="Doorsturen", exact=True).click()
    expect(desk.locator(".message--event").last).to_contain_text("stuurde dit gesprek door")
    # The patient's screen is open all the while.
    expect(phone.get_by_text("doorgestuurd naar Infuuscentrum").first).to_be_visible()
    expect(phone.get_by_text("Kan zij eerder komen?")).to_have_count(0)
    expect(phone.get_by_text("kijk je mee?")).to_have_count(0)


def answer_and_close(desk: Page, phone: Page, subject: str) -> None:
    """The other team reads the question, answers with a standard reply and closes with a sentence."""
    desk.goto("/org/lindeborg/")
    desk.get_by_role("link", name=re.compile("^Infuuscentrum")).click()
    desk.locator("#list a", has_text=subject).click()
    expect(desk.locator(".message--note").last).to_contain_text("Kan zij eerder komen?")
    desk.wait_for_load_state("load")  # the keys are there with the scripts
    desk.locator("#main").focus()
    desk.keyboard.press("r")
    desk.get_by_label("Antwoord aan patiënt").last.fill("U kunt morgen om 10.00 uur komen.")
    desk.keyboard.press("Control+Enter")
    answer = phone.locator(".message", has_text="U kunt morgen om 10.00 uur komen.")
    expect(answer).to_contain_text("Fatima · poli-assistent")
    expect(phone.locator("#state")).not_to_contain_text("U krijgt")
    assert_accessible(phone)

    desk.locator("#main").focus()
    desk.keyboard.press("e")
    desk.get_by_label("Laatste zin aan de patiënt").fill("Sterkte met uw hand!")
    assert_accessible(desk)
    desk.get_by_role("button", name="Sluit gesprek af").click()
    expect(desk.get_by_role("button", name="Heropenen")).to_be_visible()
    expect(phone.get_by_text("Sterkte met uw hand!")).to_be_visible()
    expect(phone.locator("#state")).to_contain_text("Dit gesprek is afgesloten")
    assert_accessible(phone)


def reopen(desk: Page, phone: Page) -> None:
    """A message within the period opens it again, for both."""
    write(phone, "Dank u, tot morgen. Moet ik iets meenemen?")
    expect(phone.locator("#state")).not_to_contain_text("afgesloten")
    expect(desk.get_by_text("Moet ik iets meenemen?").last).to_be_visible()
    expect(desk.locator("#case-header")).to_contain_text("Afsluiten")
    assert_accessible(desk)
