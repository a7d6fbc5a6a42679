"""Two colleagues at work on one conversation: an answer approved, a task that comes back, a hand-over."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.browser import WIDTHS, assert_accessible, assert_fits, assert_no_csp_violations, watch_policy
from tests.conversations.browser.entered import conversation_of, rows
from tests.product import Product

KARIM, SANNE, FATMA = "4475512", "4478845", "4473377"


@pytest.fixture
def approval(product: Product) -> Iterator[None]:
    """Rheumatology wants a clinician to approve what the front desk writes."""
    change = "UPDATE tenants_department SET desk_needs_approval = %s WHERE code = 'REU'"
    with rows(product) as database:
        database.execute(change, [True])
    yield
    with rows(product) as database:
        database.execute(change, [False])


@pytest.fixture
def nobody_away(product: Product) -> None:
    """Whatever an earlier run left: one absence at a time is on the page, and one task comes back."""
    with rows(product) as database:
        database.execute("UPDATE conversations_absence SET cancelled_at = now() WHERE cancelled_at IS NULL")
        database.execute(
            "UPDATE conversations_teamtask SET done_at = now() WHERE done_at IS NULL AND due_at <= now()"
        )


def open_conversation(product: Product, subject: str) -> UUID:
    """A conversation of the demo world that waits at Rheumatology, of nobody."""
    query = """UPDATE conversations_conversation c SET assignee_id = NULL, closed_at = NULL,
      waiting_since = coalesce(waiting_since, now())
      FROM people_patient p WHERE p.id = c.patient_id AND p.number = %s AND c.id = %s RETURNING c.id"""
    with rows(product) as database:
        return database.execute(query, [subject, conversation_of(product, subject)]).fetchone()[0]


def case(page: Page, conversation: UUID) -> Page:
    page.goto(f"/org/lindeborg/gesprekken/{conversation}/")
    return page


def test_an_assistant_writes_a_clinician_approves_and_the_patient_sees_both(enter, product, approval):
    conversation = open_conversation(product, SANNE)
    desk, nurse = enter("fatima", "desktop").new_page(), enter("marieke", "desktop").new_page()
    phone = enter("sanne", "phone").new_page()
    broken = [watch_policy(each) for each in (desk, nurse, phone)]
    words = f"U mag het meenemen in uw handbagage, nummer {time.time_ns() % 10_000}."
    phone.goto(f"/mijn/gesprekken/{conversation}/")
    case(nurse, conversation)

    case(desk, conversation)
    desk.get_by_label("Antwoord aan patiënt").last.fill(words)
    desk.get_by_role("button", name="Vraag goedkeuring").click()
    expect(desk.locator("#prepared")).to_contain_text("Ter goedkeuring")
    expect(desk.get_by_label("Antwoord aan patiënt").last).to_have_value("")
    assert_accessible(desk)
    # The nurse has the case open all the while.
    expect(nurse.locator("#prepared")).to_contain_text(words)
    nurse.locator("summary", has_text="Terugsturen").click()
    nurse.get_by_label("Wat moet Fatima wijzigen?").fill("Noem ook de koelkast.")
    assert_accessible(nurse)
    nurse.get_by_role("button", name="Stuur terug met deze opmerking").click()

    expect(desk.locator("#prepared")).to_contain_text("Noem ook de koelkast.")
    desk.locator("#prepared").get_by_text("Wijzig", exact=True).click()
    better = f"{words} Leg het daarna in de koelkast."
    desk.locator("#prepared textarea").fill(better)
    desk.get_by_role("button", name="Vraag opnieuw goedkeuring").click()
    expect(nurse.locator("#prepared")).to_contain_text("koelkast.")
    expect(phone.get_by_text("koelkast")).to_have_count(0)
    nurse.goto("/org/lindeborg/taken/klaargezet/")
    assert_accessible(nurse)
    nurse.get_by_role("link", name=re.compile("handbagage")).first.click()
    nurse.get_by_role("button", name="Keur goed en verstuur").click()

    answer = phone.locator(".message", has_text=better)
    expect(answer).to_contain_text("Marieke · verpleegkundige")
    expect(answer).to_contain_text("Geschreven door Fatima · poli-assistent, en goedgekeurd")
    assert_accessible(phone)
    assert_fits(phone)
    # On a telephone a case opens at its newest message, with the answer in reach.
    desk.set_viewport_size(WIDTHS["phone"])
    case(desk, conversation)
    expect(desk.locator(".message", has_text=better)).to_be_in_viewport()
    expect(desk.get_by_label("Antwoord aan patiënt").last).to_be_in_viewport()
    assert_fits(desk)
    for each in broken:
        assert_no_csp_violations(each)


def test_a_task_comes_back_a_colleague_is_named_and_work_is_handed_over(enter, product, nobody_away):
    conversation = open_conversation(product, KARIM)
    nurse, desk = enter("marieke", "desktop").new_page(), enter("fatima", "desktop").new_page()
    broken = [watch_policy(each) for each in (nurse, desk)]
    what = f"Bel over de uitslag {time.time_ns() % 10_000}"

    name_a_colleague(nurse, conversation)
    desk.goto("/org/lindeborg/taken/genoemd/")
    expect(desk.locator("#mentions")).to_contain_text("wil jij dit oppakken?")
    assert_accessible(desk)

    case(nurse, conversation).get_by_role("tab", name="Taak").click()
    nurse.get_by_label("Wat moet er gebeuren?").fill(what)
    nurse.get_by_label("Voor wie?").select_option(label="Fatima · poli-assistent")
    assert_accessible(nurse)
    nurse.get_by_role("button", name="Plan de taak").click()
    expect(nurse.locator("#case-context")).to_contain_text(what)
    with rows(product) as database:
        database.execute("UPDATE conversations_teamtask SET due_at = now() WHERE done_at IS NULL")
    # It comes back by itself, on the screen that is open.
    desk.goto("/org/lindeborg/")
    desk.get_by_role("link", name=re.compile("^Reumatologie")).first.click()
    expect(desk.locator(".tasks-back")).to_contain_text(what)
    desk.goto("/org/lindeborg/taken/")
    assert_accessible(desk)
    desk.locator(".team-task", has_text=what).get_by_role("button", name="Gedaan").click()
    expect(desk.locator("#tasks")).not_to_contain_text(what)

    hand_over(nurse, conversation)
    case(desk, conversation)
    expect(desk.locator("#case-header")).to_contain_text("van u")
    expect(desk.locator(".message--event").last).to_contain_text("Marieke is afwezig")
    nurse.goto("/org/lindeborg/taken/afwezig/")
    nurse.get_by_role("button", name="Neem alles terug").click()
    expect(desk.locator("#case-header")).to_contain_text("van Marieke")
    nurse.get_by_role("button", name="Niet (meer) afwezig").click()
    for each in broken:
        assert_no_csp_violations(each)


def name_a_colleague(nurse: Page, conversation: UUID) -> None:
    """With the keyboard: @, letters, arrow, Enter."""
    case(nurse, conversation)
    if nurse.get_by_role("button", name="Neem").count():
        nurse.get_by_role("button", name="Neem").click()
    nurse.locator("body").press("n")
    field = nurse.get_by_label("Notitie voor het team; niet zichtbaar")
    expect(field).to_be_focused()
    nurse.keyboard.type("@fat")
    option = nurse.get_by_role("option", name="Fatima · poli-assistent")
    expect(option).to_have_attribute("aria-selected", "true")
    assert_accessible(nurse)
    field.press("Enter")
    expect(field).to_have_value("@Fatima ")
    field.press_sequentially("wil jij dit oppakken?")
    nurse.get_by_role("button", name="Bewaar notitie").click()
    expect(nurse.locator(".message--note").last).to_contain_text("wil jij dit oppakken?")


def hand_over(nurse: Page, conversation: UUID) -> None:
    """Away from today on; everything to Fatima in one go."""
    nurse.goto("/org/lindeborg/taken/afwezig/")
    today = nurse.evaluate("() => new Date().toLocaleDateString('sv', { timeZone: 'Europe/Amsterdam' })")
    nurse.get_by_label("Eerste dag").fill(today)
    nurse.get_by_label("Laatste dag").fill(today)
    nurse.get_by_label("Wie neemt waar?").select_option(label="Fatima · poli-assistent")
    assert_accessible(nurse)
    nurse.get_by_role("button", name="Opslaan").click()
    nurse.get_by_role("button", name="Draag nu alles over").click()
    expect(nurse.get_by_role("status").first).to_contain_text("overgedragen")
    assert_accessible(nurse)


def test_of_two_who_take_one_conversation_the_second_reads_who_was_first(enter, product):
    conversation = open_conversation(product, FATMA)
    nurse, desk = enter("marieke", "desktop").new_page(), enter("fatima", "desktop").new_page()
    # The second one's screen is old: it hears nothing of what happens.
    desk.route(re.compile("/verder/"), lambda route: route.abort())
    case(nurse, conversation)
    case(desk, conversation)

    nurse.get_by_role("button", name="Neem").click()
    expect(nurse.locator("#case-header")).to_contain_text("van u")
    desk.get_by_role("button", name="Neem").click()

    expect(desk.get_by_role("alert")).to_contain_text("Marieke was u voor")
    expect(desk.locator("#case-header")).to_contain_text("van Marieke")
    assert_accessible(desk)


def test_replies_that_cross_are_held_back_with_the_words_kept(enter, product):
    conversation = open_conversation(product, FATMA)
    nurse, desk = enter("marieke", "desktop").new_page(), enter("fatima", "desktop").new_page()
    first, second = (f"{words} {time.time_ns() % 10_000}" for words in ("Ja, dat mag.", "Nee, liever niet."))
    case(nurse, conversation)
    case(desk, conversation)
    desk.get_by_label("Antwoord aan patiënt").last.fill(second)
    nurse.get_by_label("Antwoord aan patiënt").last.fill(first)
    nurse.keyboard.press("Control+Enter")
    expect(desk.locator(".message", has_text=first)).to_be_visible()

    desk.get_by_label("Antwoord aan patiënt").last.press("Control+Enter")

    held = desk.locator(".message--failed", has_text=second)
    expect(held).to_contain_text("Marieke · verpleegkundige antwoordde")
    expect(nurse.get_by_text(second)).to_have_count(0)
    assert_accessible(desk)
    held.get_by_role("button", name="Toch versturen").click()
    expect(nurse.locator(".message", has_text=second)).to_be_visible()
