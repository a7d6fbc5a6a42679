"""Photos on a telephone: two at once with progress, refusals, no connection, and looking on both sides."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import assert_accessible, assert_fits, assert_no_csp_violations, watch_policy
from tests.conversations.browser.entered import Enter, conversation_of, new_session
from tests.files.corpus import heic, jpeg_of_a_phone, pdf, png_bomb, svg
from tests.product import Product

pytestmark = pytest.mark.service_worker

PATIENT = "4471902"


@pytest.fixture
def chosen(tmp_path: Path) -> dict[str, str]:
    """Files as they lie on a telephone."""
    made = {
        "IMG_1.jpg": jpeg_of_a_phone(),
        "IMG_2.HEIC": heic(),
        "tekening.svg": svg(),
        "bom.png": png_bomb(),
        "brief.pdf": pdf(),
        "film.jpg": bytes(26 * 1024 * 1024),
    }
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    return {name: str(tmp_path / name) for name in made}


def choose(page: Page, *paths: str) -> None:
    """By the button and the menu, as a person does."""
    page.get_by_label("Voeg een foto of bestand toe").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Kies foto’s of bestanden").click()
    chooser.value.set_files(list(paths))


def test_photos_from_choosing_to_looking(product: Product, enter: Enter, chosen: dict[str, str]):
    phone, desk = enter("anna", "phone").new_page(), enter("marieke", "desktop").new_page()
    broken = [watch_policy(phone), watch_policy(desk)]
    conversation = conversation_of(product, PATIENT)
    phone.goto(f"/mijn/gesprekken/{conversation}/")
    desk.goto(f"/org/lindeborg/gesprekken/{conversation}/")

    thirty_megabytes_are_refused_by_the_server_itself(product, phone, f"{conversation}")
    two_are_added(phone, chosen)
    refused_ones_say_what_to_do(phone, chosen)
    without_a_connection_it_waits(phone, chosen)
    sent_and_seen(phone, desk, chosen)
    looked_at_large_by_keyboard(desk)
    the_team_answers_with_a_document(desk, phone, chosen)

    for each in broken:
        assert_no_csp_violations(each)


def thirty_megabytes_are_refused_by_the_server_itself(
    product: Product, phone: Page, conversation: str
) -> None:
    """Where a program sends what the page would not have sent."""
    headers = {"Authorization": f"Bearer {new_session(product, 'anna')}"}
    answer = phone.request.post(
        f"/api/v1/conversations/{conversation}/files/", data=bytes(30 * 1024 * 1024), headers=headers
    )
    assert answer.status == 413
    assert "hoogstens 25 MB" in answer.json()["detail"]


def two_are_added(phone: Page, chosen: dict[str, str]) -> None:
    held: list[Route] = []
    is_slow = True
    phone.route("**/files/", lambda route: held.append(route) if is_slow else route.continue_())
    phone.get_by_label("Uw bericht", exact=True).fill("Zo ziet mijn hand eruit.")
    choose(phone, chosen["IMG_1.jpg"], chosen["IMG_2.HEIC"])
    items = phone.locator(".adder__item")
    expect(items).to_have_count(2)
    expect(items.first.get_by_role("progressbar")).to_be_visible()
    # Sending while one is on its way is refused, and nothing typed is lost.
    phone.get_by_role("button", name="Verstuur").click()
    expect(phone.locator(".adder__notice")).to_contain_text("nog onderweg")
    expect(phone.get_by_label("Uw bericht", exact=True)).to_have_value("Zo ziet mijn hand eruit.")
    is_slow = False
    for route in held:
        route.continue_()
    for item in items.all():
        expect(item).to_contain_text("toegevoegd", timeout=30_000)
        expect(item.get_by_role("presentation")).to_be_visible()
    assert_accessible(phone)
    assert_fits(phone)


def refused_ones_say_what_to_do(phone: Page, chosen: dict[str, str]) -> None:
    choose(phone, chosen["film.jpg"], chosen["tekening.svg"], chosen["bom.png"])
    expect(phone.locator(".adder__item", has_text="te groot: hoogstens 25 MB")).to_be_visible()
    expect(phone.locator(".adder__item", has_text="Dit is geen foto (JPG, PNG, HEIC) of PDF")).to_be_visible(
        timeout=30_000
    )
    expect(phone.locator(".adder__item", has_text="te veel beeldpunten")).to_be_visible(timeout=30_000)
    assert_accessible(phone)
    for name in ("tekening.svg", "bom.png"):
        phone.get_by_role("button", name=f"Verwijder {name}").click()
    expect(phone.locator(".adder__item")).to_have_count(3)


def without_a_connection_it_waits(phone: Page, chosen: dict[str, str]) -> None:
    phone.context.set_offline(True)
    choose(phone, chosen["brief.pdf"])
    expect(phone.locator(".adder__item", has_text="Niet toegevoegd: geen verbinding")).to_be_visible()
    phone.context.set_offline(False)
    phone.get_by_role("button", name="Probeer opnieuw").click()
    expect(phone.locator(".adder__item", has_text="brief.pdf")).to_contain_text("toegevoegd", timeout=30_000)
    phone.reload()  # what was added, and what was typed, is still there
    expect(phone.locator(".adder__item[data-state=ready]")).to_have_count(3)
    expect(phone.get_by_label("Uw bericht", exact=True)).to_have_value("Zo ziet mijn hand eruit.")
    phone.get_by_role("button", name="Verwijder brief.pdf").click()
    choose(phone, chosen["film.jpg"])
    expect(phone.locator(".adder__item", has_text="te groot")).to_be_visible()


def sent_and_seen(phone: Page, desk: Page, chosen: dict[str, str]) -> None:
    phone.get_by_role("button", name="Verstuur").click()
    sent = phone.locator(".message--own", has_text="Zo ziet mijn hand eruit.").last
    expect(sent.get_by_role("img", name="Foto: IMG_1.jpg")).to_be_visible()
    expect(sent.locator("a[data-picture]")).to_have_count(2)
    # What did not go along goes on saying why, until it is put away or something else is chosen.
    left = phone.locator(".adder__item")
    expect(left).to_have_count(1)
    expect(left).to_contain_text("film.jpg")
    expect(left).to_contain_text("te groot: hoogstens 25 MB")
    choose(phone, chosen["brief.pdf"])
    expect(left).to_contain_text("brief.pdf")
    expect(left).to_have_count(1)
    phone.get_by_role("button", name="Verwijder brief.pdf").click()
    expect(left).to_have_count(0)
    came = desk.locator(".message", has_text="Zo ziet mijn hand eruit.").last
    expect(came.get_by_role("img", name="Foto: IMG_2.HEIC")).to_be_visible()
    # It was lying on its side, and stands up.
    picture = came.get_by_role("img", name="Foto: IMG_1.jpg")
    size = picture.evaluate("image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])")
    assert size == [200, 320]
    assert_accessible(phone)


def looked_at_large_by_keyboard(desk: Page) -> None:
    link = desk.locator("a[data-picture]", has=desk.get_by_role("img", name="Foto: IMG_1.jpg")).last
    link.focus()
    desk.keyboard.press("Enter")
    dialog = desk.get_by_role("dialog", name="Foto")
    expect(dialog.get_by_role("img", name="Foto: IMG_1.jpg")).to_be_visible()
    assert_accessible(desk)
    desk.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("img", name="Foto: IMG_2.HEIC")).to_be_visible()
    desk.keyboard.press("ArrowLeft")
    with desk.expect_download() as kept:
        dialog.get_by_role("link", name="Downloaden").click()
    assert kept.value.suggested_filename == "IMG_1.jpg"
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()


def the_team_answers_with_a_document(desk: Page, phone: Page, chosen: dict[str, str]) -> None:
    choose(desk, chosen["brief.pdf"])
    expect(desk.locator(".adder__item")).to_contain_text("toegevoegd", timeout=30_000)
    assert_accessible(desk)
    desk.get_by_role("button", name="Verstuur", exact=True).click()
    document = phone.get_by_role("link", name="brief.pdf").last
    expect(document).to_be_visible()
    with phone.expect_download() as kept:
        document.click()
    assert kept.value.suggested_filename == "brief.pdf"
    assert_accessible(phone)
    assert_fits(phone)
