"""S1 Blood test before the visit.

The EHR tells of a rheumatology check-up. Ten days before, the patient gets a reminder to have blood taken,
with buttons Gedaan, Waar kan dat?, Lukt niet. A second reminder goes out five days before, unless the lab
result has come in by then. The appointment is moved: every step not yet sent moves along. It is cancelled:
nothing more is sent. Lukt niet lands in the department's queue. In the end the admin sees it counted.

Nothing waits for an hour of the day: the appointment is booked so near that the first reminder is late, and
goes out at once.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import WIDTHS, assert_accessible, assert_no_csp_violations, watch_policy
from tests.chromium import PATIENCE
from tests.conversations.browser.entered import entrance
from tests.people.browser.conftest import newest_code, newest_invitation, sign_in_staff
from tests.product import Product
from tests.scenarios.figures import Figures, figures, grown
from tests.scenarios.hospital import Hospital

EMAIL, MOBILE = "sjaan.prik@example.org", "+31600445566"
SOON = 30_000  # milliseconds in which what is due has come
DAYS = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"]
MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)


@pytest.fixture
def phone(browser: Browser, browser_context_args) -> Page:
    """The telephone of the patient."""
    context = browser.new_context(**browser_context_args | {"viewport": WIDTHS["phone"]})
    yield context.new_page()
    context.close()


@pytest.fixture
def office(browser: Browser, product: Product, browser_context_args) -> Iterator[Page]:
    """The desk of the admin."""
    enter, opened = entrance(browser, product, browser_context_args)
    yield enter("ingrid", "desktop").new_page()
    for context in opened:
        context.close()


def test_blood_test_before_the_visit(product: Product, page: Page, phone: Page, office: Page):
    desk, broken = page, watch_policy(phone)
    before = figures(office, product)
    hospital = Hospital(product.url, number=f"S1-{time.time_ns()}")

    # The EHR tells of a patient and a check-up in eight days; the path starts by itself.
    start = book(hospital)
    sign_in_staff(desk, "marieke")
    invite(desk, hospital.number)
    activate(phone)

    # The reminder stands first on her screen, and says when and before which day.
    todo = phone.locator("article", has_text="Bloed laten prikken")
    seen(phone, todo)
    expect(phone.get_by_role("heading", name="Te doen")).to_be_visible()
    for label in ("Gedaan", "Waar kan dat?", "Lukt niet"):
        expect(todo.get_by_role("button", name=label)).to_be_visible()
    assert_accessible(phone)

    # She asks where; the answer comes at once and the task stays.
    todo.get_by_role("button", name="Waar kan dat?").click()
    expect(phone.get_by_text("Hier kunt u bloed laten prikken.").first).to_be_visible()
    phone.goto("/mijn/")
    expect(todo).to_be_visible()

    # It does not work out: that lands in the queue of the department, on another screen.
    todo.get_by_role("button", name="Lukt niet").click()
    expect(phone.get_by_text("Het lukt mij niet om bloed te laten prikken").first).to_be_visible()
    desk.goto("/org/lindeborg/")
    desk.get_by_role("link", name=re.compile("^Reumatologie")).click()
    waiting = desk.get_by_role("link", name=re.compile("Prik"))
    seen(desk, waiting)
    waiting.click()
    conversation = desk.url
    expect(desk.get_by_text("Het lukt mij niet om bloed te laten prikken").first).to_be_visible()
    expect(desk.get_by_role("heading", name="Zorgpad · Controle reuma")).to_be_visible()
    expect(desk.get_by_text(spoken(start)).first).to_be_visible()

    # The path itself shows who follows it, and what comes.
    desk.goto("/org/lindeborg/zorgpaden/")
    assert_accessible(desk)
    desk.get_by_role("link", name="Controle reuma", exact=True).click()
    expect(desk.get_by_role("row", name=re.compile("Prik"))).to_contain_text("Tweede herinnering")
    assert_accessible(desk)
    desk.goto(conversation)

    # The EHR moves the visit: the second reminder moves along, and one message tells of it.
    moved = hospital.move(days=24)
    look_again(desk, lambda: expect(desk.locator(".timeline")).to_contain_text(spoken(moved)))
    expect(step(desk, "alleen als er nog geen uitslag is")).to_have_count(1)
    look_again(desk, lambda: expect(messages(desk, "Uw afspraak is verplaatst")).to_have_count(1))
    phone.goto("/mijn/afspraken/")
    expect(phone.get_by_text(spoken(moved))).to_be_visible()
    assert_accessible(phone)

    # The result comes in. Even when the visit moves so near that the second reminder is late: not sent.
    hospital.deliver_result()
    look_again(desk, lambda: expect(step(desk, "de uitslag is binnen")).to_have_count(1))
    nearer = hospital.move(days=4)
    look_again(desk, lambda: expect(messages(desk, spoken(nearer))).to_have_count(1))
    expect(step(desk, "de uitslag is binnen")).to_have_count(1)
    expect(messages(desk, "nog geen uitslag")).to_have_count(0)

    # It is cancelled: the path stops, and the patient sees that the visit is off.
    sent = messages(desk, "").count()
    hospital.cancel()
    phone.goto("/mijn/afspraken/")
    look_again(phone, lambda: expect(phone.get_by_text("Gaat niet door").first).to_be_visible())
    desk.goto(conversation)
    expect(desk.get_by_role("heading", name="Zorgpad · Controle reuma")).to_have_count(0)
    assert messages(desk, "").count() == sent
    phone.goto("/mijn/")
    expect(todo).to_have_count(0)
    is_counted(grown(before, figures(office, product)))
    assert_no_csp_violations(broken)


def book(hospital: Hospital) -> datetime:
    return hospital.book(
        days=8,
        name=[{"use": "official", "family": "Prik", "given": ["Sjaan"]}],
        telecom=[
            {"system": "email", "value": EMAIL},
            {"system": "phone", "use": "mobile", "value": MOBILE},
        ],
    )


def is_counted(counted: Figures) -> None:
    """Among what the other paths of the demo world add meanwhile."""
    # The reminder, where to go, and twice that the visit moved.
    assert counted["Automatische berichten"] >= 4
    assert counted["Gesprekken"] >= 1
    assert counted["Berichten van mensen"] >= 1
    assert counted["Uitnodigingen verstuurd"] == counted["Uitnodigingen geactiveerd"] == 1
    assert counted["Unieke patiënten"] >= 1


def invite(desk: Page, number: str) -> None:
    desk.goto("/org/lindeborg/uitnodigen/")
    desk.get_by_label("Patiëntnummer").fill(number)
    desk.get_by_role("button", name="Zoek").click()
    desk.get_by_role("button", name="Verstuur de uitnodiging").click()
    expect(desk.get_by_text("De uitnodiging is onderweg.")).to_be_visible()


def activate(phone: Page) -> None:
    _letter, link = newest_invitation(phone, EMAIL)
    phone.goto(link)
    phone.get_by_label("Uw geboortedatum").fill("14-3-1958")
    phone.get_by_role("button", name="Verder").click()
    expect(phone.get_by_role("heading", name="Vul de code in")).to_be_visible()
    phone.get_by_label("Code uit de sms").fill(newest_code(phone, MOBILE))
    phone.get_by_role("button", name="Verder").click()
    phone.get_by_label("Kies een wachtwoord").fill("drie paarden in de wei")
    phone.get_by_role("button", name="Klaar: naar mijn berichten").click()
    phone.wait_for_url("**/mijn/")


def step(desk: Page, words: str) -> Locator:
    """A line of the path beside the conversation."""
    return desk.locator(".timeline__item", has_text=words)


def messages(desk: Page, words: str) -> Locator:
    return desk.locator(".messages .message", has_text=words)


def seen(page: Page, what: Locator) -> None:
    look_again(page, lambda: expect(what).to_be_visible())


def look_again(page: Page, check) -> None:
    """Reload until it is there: what is due comes within seconds."""
    until = time.monotonic() + SOON / 1000 * 2
    while True:
        try:
            expect.set_options(timeout=2_000)
            return check()
        except AssertionError:
            if time.monotonic() > until:
                raise
            page.reload()
        finally:
            expect.set_options(timeout=PATIENCE)


def spoken(moment: datetime) -> str:
    """As the screens say it: "maandag 30 november om 10.20 uur"."""
    day = f"{DAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]}"
    return f"{day} om {moment:%H.%M} uur"
