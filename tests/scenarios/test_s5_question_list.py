"""S5 Medication guidance by an out-patient pharmacy: the question list after two weeks.

The pharmacist sends a list. On her phone the patient answers half of it, leaves, comes back where she was and
sends it. A severe side effect makes a task for the pharmacist, who sees the answers and how they went before.
"""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import assert_accessible, assert_fits, assert_no_csp_violations, watch_policy
from tests.conversations.browser.entered import Enter, conversation_of
from tests.product import Product

LIST = "Uw medicijn na twee weken"


def test_a_question_list_after_two_weeks(product: Product, enter: Enter):
    pharmacy, phone = enter("yasmin", "desktop").new_page(), enter("aylin", "phone").new_page()
    broken = [watch_policy(pharmacy), watch_policy(phone)]

    send(pharmacy, product)
    begin_and_leave(phone)
    finish(phone)
    follow_up(pharmacy, product)

    for each in broken:
        assert_no_csp_violations(each)


def looks_good(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page)


def send(pharmacy: Page, product: Product) -> None:
    """From the conversation, to somebody who was asked before."""
    pharmacy.goto(f"/org/duinrand/gesprekken/{conversation_of(product, 'D-21003')}/")
    pharmacy.get_by_role("link", name="Vragenlijst sturen").click()
    pharmacy.get_by_label(LIST).check()
    looks_good(pharmacy)
    pharmacy.get_by_role("button", name="Verstuur de vragenlijst").click()
    asked = pharmacy.locator(".message--todo", has_text="Wij hebben een vragenlijst voor u").last
    expect(asked).to_contain_text("Nog niet beantwoord")


def begin_and_leave(phone: Page) -> None:
    phone.goto("/mijn/")
    phone.locator(".card--todo", has_text=LIST).last.get_by_role("link", name="Vul de vragenlijst in").click()
    looks_good(phone)
    phone.get_by_role("link", name="Begin").click()
    expect(phone.get_by_text("Vraag 1 van")).to_be_visible()
    looks_good(phone)
    onward(phone)
    expect(phone.get_by_role("alert")).to_contain_text("Kies een antwoord")
    looks_good(phone)
    phone.get_by_label("Ja").check()
    onward(phone)
    expect(phone.get_by_text("Bel dan nu 112")).to_be_visible()
    # by keyboard
    phone.get_by_label("Ja").focus()
    phone.keyboard.press("Space")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Waar heeft u last van?")).to_be_visible()
    phone.get_by_label("Misselijk").check()
    phone.get_by_label("Anders, namelijk:").check()
    phone.get_by_label("Uw eigen antwoord").fill("Een droge mond")
    looks_good(phone)
    onward(phone)
    expect(phone.get_by_role("heading", name="Hoe erg is het?")).to_be_visible()
    phone.get_by_role("link", name="Stop nu en ga later verder").click()


def onward(phone: Page) -> None:
    """To the next question, or to the same with what is wrong: the page that answers is there."""
    with phone.expect_navigation():
        phone.get_by_role("button", name="Volgende").click()


def finish(phone: Page) -> None:
    """On from where she was, through the summary, where one answer is changed."""
    phone.goto("/mijn/vragenlijsten/")
    looks_good(phone)
    phone.get_by_role("link", name="Ga verder waar u was").click()
    phone.get_by_role("link", name="Ga verder waar u was").click()
    expect(phone.get_by_role("heading", name="Hoe erg is het?")).to_be_visible()
    phone.get_by_label("Matig").check()
    onward(phone)
    looks_good(phone)
    onward(phone)
    phone.get_by_label("Hoeveel zorgen").fill("12")
    onward(phone)
    expect(phone.get_by_role("alert")).to_contain_text("niet meer zijn dan 10")
    phone.get_by_label("Hoeveel zorgen").fill("9")
    looks_good(phone)
    onward(phone)
    looks_good(phone)
    onward(phone)
    expect(phone.get_by_role("heading", name="Uw antwoorden")).to_be_visible()
    expect(phone.locator(".answers")).to_contain_text("Een droge mond")
    looks_good(phone)
    phone.locator(".answers__line", has_text="Hoe erg is het?").get_by_role("link").click()
    phone.get_by_label("Ernstig").check()
    phone.get_by_role("button", name="Bewaar dit antwoord").click()
    phone.get_by_role("button", name="Verstuur").click()
    expect(phone.locator(".pill--done")).to_contain_text("Verstuurd")
    expect(phone.get_by_role("heading", name="Verloop: Last van bijwerkingen")).to_be_visible()
    looks_good(phone)


def follow_up(pharmacy: Page, product: Product) -> None:
    """The worker applies the rule; the task stands beside the conversation, with the answers."""
    case = f"/org/duinrand/gesprekken/{conversation_of(product, 'D-21003')}/"
    task = pharmacy.locator("#case-context").get_by_text("Bel de patiënt over ernstige bijwerkingen.")
    expect(task.first).to_be_visible(timeout=30_000)
    pharmacy.goto(case)
    looks_good(pharmacy)
    pharmacy.locator("#case-context").get_by_role("link", name=LIST).first.click()
    expect(pharmacy.locator(".answers")).to_contain_text("Ernstig")
    expect(pharmacy.get_by_text("maakte hier een taak van")).to_be_visible()
    looks_good(pharmacy)
    pharmacy.goto("/org/duinrand/afdelingen/vragenlijsten/")
    looks_good(pharmacy)
    pharmacy.get_by_role("link", name=LIST).click()
    looks_good(pharmacy)
