"""S8 Video visit, at an evening desk: who has no appointment waits, and who waits longest comes first.

A team leader opens the desk. Two patients come. A nurse sees both, in the order in which they came, takes the
next, and types along for who hears badly. Then the other one is the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assert_accessible, assert_fits, assert_no_csp_violations, watch_policy
from tests.conversations.browser.entered import Enter
from tests.video.pictures import counted, sees

NEXT = "Neem de volgende van het inloopspreekuur"


@pytest.fixture
def desk(enter: Enter) -> Iterator[None]:
    """Open at any hour of any day, as long as the test takes."""
    leader = enter("joost", "desktop").new_page()
    leader.goto("/org/lindeborg/beeldbellen/spreekuren/")
    assert_accessible(leader)
    leader.get_by_role("link", name="Reumatologie").click()
    days = leader.get_by_role("group", name="Op welke dagen?").get_by_role("checkbox")
    expect(days).to_have_count(7)
    for day in days.all():
        day.check()
    leader.get_by_label("Open vanaf").fill("00:00")
    leader.get_by_label("Open tot").fill("23:59")
    assert_accessible(leader)
    leader.get_by_role("button", name="Opslaan").click()
    expect(leader.get_by_text("De uren van het inloopspreekuur zijn bewaard.")).to_be_visible()
    yield
    leader.get_by_role("link", name="Reumatologie").click()
    leader.get_by_role("button", name="Sluit dit inloopspreekuur").click()
    expect(leader.get_by_text("Het inloopspreekuur is gesloten.")).to_be_visible()


def test_who_waits_longest_comes_first(enter: Enter, desk: None):
    nurse, greet, mei = (
        counted(enter(*who)).new_page()
        for who in (("marieke", "desktop"), ("greet", "phone"), ("mei", "phone"))
    )
    broken = [watch_policy(page) for page in (nurse, greet, mei)]
    nurse.goto("/org/lindeborg/beeldbellen/")
    walks_in(greet, "U bent de volgende.")
    walks_in(mei, "Patiënten vóór u: 1.")

    waiting = nurse.locator("#video-board section").first.locator(".list__item", has_text="inloop")
    expect(waiting).to_contain_text(["Mulder", "Chen"])
    assert_accessible(nurse)
    takes_the_next(nurse, "Greet")
    for page in (nurse, greet):
        sees(page, others=1)
    types_along(nurse, greet)
    nurse.get_by_role("button", name="Ophangen").click()
    expect(greet.get_by_text("Dit videogesprek is voorbij.")).to_be_visible()
    expect(mei.get_by_text("U bent de volgende.")).to_be_visible(timeout=20_000)

    takes_the_next(nurse, "Mei Lin")
    for page in (nurse, mei):
        sees(page, others=1)
    nurse.get_by_role("button", name="Ophangen").click()
    expect(nurse.get_by_role("link", name=NEXT)).to_have_count(0)
    for each in broken:
        assert_no_csp_violations(each)


def walks_in(patient: Page, told: str) -> None:
    """Without an appointment, to the waiting room of the desk."""
    patient.goto("/mijn/beeldbellen/")
    assert_accessible(patient)
    desk = patient.locator("section", has=patient.get_by_role("heading", name=re.compile("Reumatologie")))
    desk.get_by_role("button", name="Ga naar de wachtkamer").click()
    patient.get_by_role("button", name="Ga naar de wachtkamer").click()
    expect(patient.get_by_text("U bent in de wachtkamer van Reumatologie")).to_be_visible()
    expect(patient.get_by_text(told)).to_be_visible()
    assert_accessible(patient)
    assert_fits(patient)


def takes_the_next(nurse: Page, name: str) -> None:
    nurse.get_by_role("link", name=NEXT).click()
    nurse.get_by_role("button", name="Ga naar binnen").click()
    nurse.get_by_role("button", name=f"Laat binnen {name}").click()


def types_along(nurse: Page, greet: Page) -> None:
    """Captions: read as they are typed."""
    nurse.get_by_role("button", name="Ondertiteling").click()
    nurse.get_by_label("Typ wat er gezegd wordt").fill("Hoe gaat het met uw knie?")
    captions = greet.get_by_role("region", name="Ondertiteling")
    expect(captions).to_contain_text("Hoe gaat het met uw knie?")
    for page in (nurse, greet):
        assert_accessible(page)
    greet.set_viewport_size({"width": 360, "height": 640})
    assert_fits(greet)
