"""S11, and after: an admin keeps a running organisation in order.

Figures that a worker makes and delivers, colleagues by list with mistakes in it, how long it is kept,
deleting on request, and a copy of everything, of which the patient reads that it was made.
"""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import WIDTHS, assert_accessible, assert_fits, assert_no_csp_violations, watch_policy
from tests.conversations.browser.entered import Enter
from tests.people.browser.conftest import sign_in_staff

HOUSE = "/org/lindeborg"


def test_an_admin_keeps_the_house_in_order(page: Page, enter: Enter):
    broken = watch_policy(page)
    sign_in_staff(page, "ingrid")  # shortly after a second factor, as a copy asks

    figures_made_by_a_worker(page)
    figures_that_go_by_themselves(page)
    colleagues_by_list(page)
    how_long_and_deleting(page)
    a_copy_of_everything(page)
    the_patient_reads_of_it(enter("henk", "phone").new_page())

    assert_no_csp_violations(broken)


def looks_good(page: Page) -> None:

    for size in WIDTHS.values():
        page.set_viewport_size(size)
        assert_accessible(page)
        assert_fits(page)


def seen_within(page: Page, text: str) -> None:
    """A worker does it; whoever waits looks again."""
    for _again in range(60):
        if page.get_by_text(text).first.is_visible():
            return
        page.wait_for_timeout(500)
        page.reload()
    expect(page.get_by_text(text).first).to_be_visible()


def figures_made_by_a_worker(page: Page) -> None:
    page.goto(f"{HOUSE}/gebruik/bestanden/")
    expect(page.get_by_text("Geen bestanden")).to_be_visible()
    page.goto(f"{HOUSE}/gebruik/?van=2018-01-01&stap=dag&per=afdeling")
    page.get_by_role("button", name="Download").click()
    page.locator("#downloads button").first.click()
    saving = page.get_by_role("link", name="Opslaan").first
    expect(saving).to_be_visible(timeout=60_000)
    expect(page.get_by_text("1 januari 2018").first).to_be_visible()  # more than a page shows
    looks_good(page)
    with page.expect_download() as started:
        saving.click()
    assert started.value.path().stat().st_size > 1000


def figures_that_go_by_themselves(page: Page) -> None:
    page.goto(f"{HOUSE}/gebruik/leveringen/nieuw/")
    page.get_by_label("Waar naartoe?").fill("geen adres")
    page.get_by_role("button", name="Plan deze levering in").click()
    expect(page.get_by_text("Dit is geen e-mailadres.").first).to_be_visible()
    looks_good(page)
    page.get_by_label("Waar naartoe?").fill("cijfers@example.org")
    page.get_by_role("button", name="Plan deze levering in").click()
    page.goto(f"{HOUSE}/gebruik/leveringen/")
    page.get_by_role("link", name="cijfers@example.org").first.click()
    seen_within(page, "geleverd")
    looks_good(page)


def colleagues_by_list(page: Page) -> None:
    lines = "vera@example.org;Vera;Lijst;verpleegkundige;zorgverlener;Reumatologie;\n"
    lines += "=wim;Wim;Lijst;balie;tovenaar;Nergens;\n"
    page.goto(f"{HOUSE}/medewerkers/")
    page.get_by_role("link", name="Uitnodigen met een lijst").click()
    with page.expect_download() as started:
        page.get_by_role("link", name="Download een voorbeeld").click()
    heading = started.value.path().read_text(encoding="utf-8-sig").splitlines()[0]
    looks_good(page)
    file = {"name": "collega.csv", "mimeType": "text/csv", "buffer": f"{heading}\n{lines}".encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Kijk deze lijst na").click()
    seen_within(page, "Gooi deze lijst weg")
    looks_good(page)
    page.get_by_role("button", name="Gooi deze lijst weg").click()
    expect(page.get_by_role("table")).to_contain_text("Ingrid")


def how_long_and_deleting(page: Page) -> None:
    page.goto(f"{HOUSE}/organisatie/bewaren/")
    page.get_by_label("Toegangslog, in jaren").fill("4")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("De wet vraagt minstens 5 jaar").first).to_be_visible()
    looks_good(page)
    page.goto(f"{HOUSE}/organisatie/verwijderen/")
    page.get_by_label("Patiëntnummer").fill("nergens")
    page.get_by_label("Geboortedatum").fill("1-1-1950")
    page.get_by_role("button", name="Bekijk hoeveel er is").click()
    expect(page.get_by_text("Niemand heeft hier dit nummer").first).to_be_visible()
    looks_good(page)


def a_copy_of_everything(page: Page) -> None:
    page.goto(f"{HOUSE}/organisatie/alles/")
    page.get_by_role("button", name="Vraag een kopie aan").click()
    expect(page.get_by_text("wacht op een tweede beheerder")).to_be_visible()
    expect(page.get_by_text("U bent de enige beheerder")).to_be_visible()
    looks_good(page)
    page.get_by_role("button", name="Ga akkoord en maak de kopie").click()
    seen_within(page, "Download de kopie")
    expect(page.get_by_text("de enige beheerder")).to_be_visible()
    looks_good(page)
    with page.expect_download() as started:
        page.get_by_role("link", name="Download de kopie").click()
    assert started.value.path().read_bytes().startswith(b"PK")
    page.get_by_role("button", name="Verwijder de kopie").click()
    expect(page.get_by_role("button", name="Vraag een kopie aan")).to_be_visible()


def the_patient_reads_of_it(phone: Page) -> None:
    phone.goto("/mijn/wie-keek/")
    expect(phone.get_by_text("downloadde een kopie van alles wat de organisatie heeft").first).to_be_visible()
    assert_accessible(phone)
