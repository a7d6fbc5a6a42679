"""S4 Parents on neonatology, family on intensive care.

A nurse invites both parents for a child that has no account. Both come in with an account of their own and
see the same conversation; everybody sees who wrote what, for whom. A contact person's access ends with the
discharge, and what she may still read follows the organisation's rule. The discharge also begins the
aftercare: both parents get the same message, the contact person none.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.browser import WIDTHS, assert_accessible, assert_fits, assert_no_csp_violations, watch_policy
from tests.conversations.browser.entered import Enter, rows, write
from tests.product import Product

PASSWORD = "een lange zin over een wieg"
# Milliseconds; a busy machine is slow, not wrong.
PATIENCE = 60_000


@pytest.fixture
def phones(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[list[Page]]:
    """Three telephones of people without an account yet."""
    contexts = [
        browser.new_context(**browser_context_args | {"viewport": WIDTHS["phone"]}) for _each in range(3)
    ]
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


def test_parents_of_a_child(product: Product, enter: Enter, phones: list[Page]):
    nurse = enter("hanna", "desktop").new_page()
    broken = [watch_policy(page) for page in (nurse, *phones)]
    mark = str(time.time_ns() % 1_000_000)
    mother, father, aunt = phones

    open_the_child(nurse)
    invite(nurse, "Noor Bakker", f"noor{mark}@example.org", relation="moeder", ground="ouderlijk gezag")
    come_in(mother, product, f"noor{mark}@example.org", "Noor", "Bakker")
    invite(nurse, "Tim Bakker", f"tim{mark}@example.org", relation="vader", ground="ouderlijk gezag")
    come_in(father, product, f"tim{mark}@example.org", "Tim", "Bakker")
    invite(nurse, "Els Bakker", f"els{mark}@example.org", relation="broer of zus", ground="contactpersoon")
    come_in(aunt, product, f"els{mark}@example.org", "Els", "Bakker")

    both_parents_see_one_conversation(mother, father, nurse, aunt, f"Drinken {mark}")
    discharge_ends_the_access_of_the_aunt(nurse, product, phones, mark)
    aftercare_comes_to_both_parents(product, phones)
    for each in broken:
        assert_no_csp_violations(each)


def open_the_child(nurse: Page) -> None:
    """By number; who is younger than 12 is not invited, the parents are."""
    nurse.goto("/org/waterkant/uitnodigen/?number=701277")
    nurse.get_by_role("link", name="Nodig een ouder of andere naaste uit").click()
    expect(nurse.get_by_text("Jonger dan 12 jaar")).to_be_visible()
    assert_accessible(nurse)


def invite(nurse: Page, name: str, email: str, *, relation: str, ground: str) -> None:
    """At the bedside: name, address and number; the image is there for a camera."""
    nurse.get_by_label("Voor- en achternaam").fill(name)
    nurse.get_by_label("Wie is dit?").select_option(label=relation)
    nurse.get_by_label("E-mailadres").fill(email)
    nurse.get_by_label("Mobiel nummer").fill("06 12345678")
    nurse.get_by_label("Op welke grond?").select_option(label=ground)
    nurse.get_by_role("button", name="Verstuur de uitnodiging").click()
    expect(nurse.get_by_role("img", name=re.compile("link van de uitnodiging"))).to_be_visible()
    assert_accessible(nurse)
    nurse.get_by_role("link", name="Terug naar wie meeleest").click()
    expect(nurse.get_by_text(name).first).to_be_visible()


def come_in(phone: Page, product: Product, email: str, given: str, family: str) -> None:
    """The link of the e-mail, the code of the text message, an own name and password."""
    phone.goto(letter(phone, email))
    expect(phone.get_by_role("heading", name="U bent uitgenodigd om mee te lezen")).to_be_visible()
    expect(phone.get_by_text("Finn")).to_have_count(0)
    assert_accessible(phone)
    assert_fits(phone)
    before = codes(phone)
    phone.get_by_role("button", name=re.compile("code")).click()
    phone.get_by_label("Code uit de sms").fill(new_code(phone, before))
    phone.get_by_role("button", name="Verder").click()
    expect(phone.get_by_text("Finn Bakker")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_label("Uw voornaam").fill(given)
    phone.get_by_label("Uw achternaam").fill(family)
    phone.get_by_label("Kies een wachtwoord").fill(PASSWORD)
    phone.get_by_role("button", name="Klaar: naar mijn berichten").click()
    expect(phone.get_by_role("heading", name=re.compile(given))).to_be_visible()


def letter(phone: Page, email: str) -> str:
    """The newest link that went to this address, from the post of the demo."""
    return waited(lambda: re.search(rf"{email}.*?(/uitnodiging/[\w-]+/)", post(phone), re.S))


def codes(phone: Page) -> list[str]:
    return re.findall(r"(\d{6}) is uw code", post(phone))


def new_code(phone: Page, before: list[str]) -> str:
    return waited(lambda: re.search(r"(\d{6}) is uw code", post(phone)) if codes(phone) != before else None)


def post(phone: Page) -> str:
    return phone.context.request.get("/demo/post/").text()


def waited(find: Any) -> str:
    """Ask until it is there: a worker sends."""
    until = time.monotonic() + 60
    while not (found := find()):
        assert time.monotonic() < until, "no post came"
        time.sleep(0.3)
    return str(found[1])


def both_parents_see_one_conversation(
    mother: Page, father: Page, nurse: Page, aunt: Page, subject: str
) -> None:
    """She asks, he reads it under her name, the nurse answers both, the aunt reads along."""
    mother.get_by_role("link", name="Stel een vraag aan uw zorgteam").click()
    mother.get_by_role("link", name="Neonatologie").click()
    mother.get_by_role("link", name="Ja, dit kan wachten").click()
    mother.get_by_label("Waar gaat het over?").fill(subject)
    mother.get_by_label("Uw vraag").fill("Hoe vaak mag hij drinken?")
    mother.get_by_role("button", name="Verstuur").click()
    expect(mother.get_by_text("Noor Bakker, moeder van Finn")).to_be_visible()
    assert_accessible(mother)

    for phone in (father, aunt):
        phone.goto("/mijn/")
        for_whom_is_whole(phone)
        phone.get_by_role("link", name=re.compile("Neonatologie")).first.click()
        expect(phone.get_by_text("Noor Bakker, moeder van Finn")).to_be_visible()
    assert_fits(father)
    write(father, "En mag zijn zus op bezoek?")
    expect(mother.get_by_text("Tim Bakker, vader van Finn")).to_be_visible()

    nurse.goto("/org/waterkant/")
    nurse.get_by_role("link", name=re.compile("^Neonatologie")).click()
    nurse.locator("#list a", has_text=subject).click()
    expect(nurse.get_by_text("Tim Bakker, vader van Finn")).to_be_visible()
    assert_accessible(nurse)
    nurse.locator("#main").focus()
    nurse.keyboard.press("r")
    nurse.get_by_label("Antwoord aan patiënt").last.fill("Om de drie uur. En zijn zus is welkom.")
    nurse.keyboard.press("Control+Enter")
    for phone in (mother, father, aunt):
        expect(phone.get_by_text("zijn zus is welkom")).to_be_visible()


def for_whom_is_whole(phone: Page) -> None:
    """In the list, also in larger letters."""
    phone.evaluate("document.documentElement.style.fontSize = '130%'")
    title = phone.locator(".list__title", has_text="voor Finn").first
    assert title.evaluate("title => title.scrollWidth <= title.clientWidth"), "for whom is cut off"
    assert_fits(phone)


def discharge_ends_the_access_of_the_aunt(
    nurse: Page, product: Product, phones: list[Page], mark: str
) -> None:
    """The day of discharge is over: she reads back what was there, and nothing that comes after."""
    mother, father, aunt = phones
    nurse.get_by_role("link", name="Wijzig wie meeleest").click()
    day = nurse.get_by_label("Laatste dag van de opname")
    day.fill(f"{timezone.localdate():%d-%m-%Y}")
    nurse.locator("form", has=day).get_by_role("button").click()
    expect(nurse.get_by_text("Het zorgpad Nazorg na de couveuse begint voor deze patiënt.")).to_be_visible()
    expect(nurse.locator(".relatives__item", has_text=f"els{mark}")).to_have_count(0)
    expect(nurse.locator(".relatives__item", has_text="Els Bakker").first).to_contain_text("het ontslag")
    assert_accessible(nurse)
    assert_fits(nurse)
    with rows(product) as database:  # the night passes
        midnight = (
            "UPDATE people_representation SET ends_at = now() WHERE email = %s AND end_reason = 'discharge'"
        )
        assert database.execute(midnight, [f"els{mark}@example.org"]).rowcount == 1

    write(mother, "Wij zijn thuis, dank u wel!")
    expect(father.get_by_text("Wij zijn thuis")).to_be_visible()
    aunt.goto("/mijn/")
    aunt.get_by_role("link", name=re.compile("U kunt lezen wat er stond tot")).first.click()
    expect(aunt.get_by_text("zijn zus is welkom")).to_be_visible()
    expect(aunt.get_by_text("Wij zijn thuis")).to_have_count(0)
    expect(aunt.get_by_label("Uw bericht", exact=True)).to_have_count(0)
    assert_accessible(aunt)

    mother.goto("/mijn/naasten/")
    expect(mother.get_by_text("Finn Bakker").first).to_be_visible()
    assert_accessible(mother)
    assert_fits(mother)
    mother.goto("/mijn/gegevens/")
    expect(mother.get_by_text("U leest mee met Finn Bakker bij Waterkant.")).to_be_visible()
    assert_accessible(mother)


def aftercare_comes_to_both_parents(product: Product, phones: list[Page]) -> None:
    """One message in one conversation, and one question that either of them answers; the aunt gets none."""
    mother, father, aunt = phones
    let_come(product, "Weer thuis")
    for phone in (mother, father):
        phone.goto("/mijn/")
        news = phone.locator("#conversations").get_by_role("link", name=re.compile("Finn is nu thuis")).first
        news.click(timeout=PATIENCE)
        expect(phone.locator(".message", has_text="Beste ouders, Finn is nu thuis")).to_have_count(1)
    assert mother.url == father.url
    assert_accessible(mother)
    assert_fits(mother)

    let_come(product, "Hoe gaat het thuis?")
    expect(father.locator(".message", has_text="Hoe gaat het nu thuis met Finn")).to_be_visible(
        timeout=PATIENCE
    )
    mother.goto("/mijn/")
    asked = mother.locator("article", has_text="Hoe gaat het thuis?")
    expect(asked).to_be_visible()
    father.goto("/mijn/")
    father.get_by_role("button", name="Het gaat goed").click()
    expect(father.get_by_role("button", name="Het gaat goed")).to_have_count(0)
    mother.reload()
    expect(asked).to_have_count(0)

    aunt.goto("/mijn/")
    expect(aunt.get_by_role("link", name=re.compile("U kunt lezen wat er stond tot")).first).to_be_visible()
    expect(aunt.get_by_text(re.compile("thuis"))).to_have_count(0)


def let_come(product: Product, title: str) -> None:
    """The days until this step of the child's path pass."""
    with rows(product) as database:
        now = """UPDATE carepaths_openstep SET wake_at = now() - interval '1 second' WHERE id IN (
            SELECT due.id FROM carepaths_duestep due JOIN carepaths_step step ON step.id = due.step_id
            JOIN carepaths_enrolment enrolment ON enrolment.id = due.enrolment_id
            JOIN people_patient patient ON patient.id = enrolment.patient_id
            WHERE due.state = 'due' AND step.title = %s AND patient.number = '701277')"""
        assert database.execute(now, [title]).rowcount == 1
