"""Three browsers: a nurse of Lindeborg, a coach of Gezondheidscentrum Kust, and the patient."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from tests.browser import assert_accessible, assert_fits, assert_no_csp_violations, watch_policy
from tests.conversations.browser.entered import Enter, conversation_of, write
from tests.product import Product


def test_a_coach_of_another_organisation_takes_part_until_removed(product: Product, enter: Enter):
    nurse, coach = enter("marieke", "desktop").new_page(), enter("els", "desktop").new_page()
    phone = enter("anna", "phone").new_page()
    broken = [watch_policy(page) for page in (nurse, coach, phone)]
    conversation, mark = conversation_of(product, "4471902"), str(time.time_ns() % 100_000)
    phone.goto(f"/mijn/gesprekken/{conversation}/")

    invite(nurse, f"/org/lindeborg/gesprekken/{conversation}/", f"Kunt u meedenken? {mark}")
    read_and_write(coach, mark)
    expect(phone.get_by_text(f"Bewegen mag. {mark}")).to_be_visible()
    phone.reload()
    assert_accessible(phone)
    assert_fits(phone)
    expect(
        phone.get_by_text("Gezondheidscentrum Kust, Coaching leest en schrijft mee", exact=True)
    ).to_be_visible()
    write(phone, f"Dank u wel! {mark}")
    expect(coach.get_by_text(f"Dank u wel! {mark}")).to_be_visible()
    expect(nurse.get_by_role("log").get_by_text(f"Bewegen mag. {mark}")).to_be_visible()

    nurse.reload()
    nurse.get_by_role("button", name=re.compile("Haal eruit")).click()
    expect(nurse.get_by_text("doet niet meer mee in dit gesprek").last).to_be_visible()
    # The open screen of the coach is told at once, and its next read finds nothing.
    expect(coach.get_by_text("doet niet (meer) mee in dit gesprek")).to_be_visible()
    expect(phone.get_by_text("doet niet meer mee in dit gesprek").last).to_be_visible()
    coach.goto("/org/kust/netwerk/")
    expect(coach.get_by_text("Geen netwerkgesprekken")).to_be_visible()
    for each in broken[:1] + broken[2:]:
        assert_no_csp_violations(each)


def invite(nurse: Page, case: str, question: str) -> None:
    nurse.goto(case)
    nurse.get_by_role("link", name="Nodig een andere organisatie uit").click()
    assert_accessible(nurse)
    nurse.get_by_label("Welke afdeling?").select_option(label="Coaching")
    nurse.get_by_label("Uw vraag aan deze afdeling").fill(question)
    nurse.get_by_role("button", name="Nodig deze afdeling uit").click()
    expect(nurse.get_by_text("leest en schrijft vanaf nu mee").last).to_be_visible()
    expect(nurse.get_by_role("heading", name="Andere organisaties")).to_be_visible()


def read_and_write(coach: Page, mark: str) -> None:
    coach.goto("/org/kust/")
    coach.get_by_role("link", name=re.compile("Netwerkgesprekken")).click()
    assert_accessible(coach)
    expect(coach.get_by_text("vraagt uw reactie")).to_be_visible()
    coach.get_by_role("link", name=re.compile("Anna Vermeer")).click()
    expect(coach.get_by_text(f"Kunt u meedenken? {mark}")).to_be_visible()
    assert_accessible(coach)
    expect(coach.get_by_text("4471902")).to_have_count(0)
    coach.get_by_label("Bericht aan de patiënt en het team").fill(f"Bewegen mag. {mark}")
    coach.get_by_role("button", name="Verstuur").click()
    expect(coach.get_by_role("log").get_by_text(f"Bewegen mag. {mark}")).to_be_visible()
