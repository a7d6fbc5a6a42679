"""A new question with a photo: added, and going along with whom it is about."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser import assert_accessible, assert_fits, assert_no_csp_violations, watch_policy
from tests.conversations.browser.entered import Enter, rows
from tests.files.corpus import jpeg_of_a_phone
from tests.product import Product

REPRESENTS = """
INSERT INTO people_representation (id, organisation_id, patient_id, person_id, ground, relation, may_write,
  covers_all, starts_at)
SELECT %s, henk.organisation_id, henk.id, anna.person_id, 'contact', 'other', true, true,
  now() - interval '1 day'
FROM people_patient henk, people_patient anna
WHERE henk.number = '4470018' AND anna.number = '4471902' AND anna.organisation_id = henk.organisation_id
"""


def test_a_question_with_a_photo(product: Product, enter: Enter, tmp_path: Path):
    photo = tmp_path / "hand.jpg"
    photo.write_bytes(jpeg_of_a_phone())
    representation = uuid4()
    with rows(product) as database:
        database.execute(REPRESENTS, [representation])
    try:
        phone = enter("anna", "phone").new_page()
        broken = watch_policy(phone)
        asks_for_somebody_else_after_all(phone, str(photo))
        assert_no_csp_violations(broken)
    finally:
        with rows(product) as database:
            database.execute("DELETE FROM people_representation WHERE id = %s", [representation])


def asks_for_somebody_else_after_all(phone: Page, photo: str) -> None:
    phone.goto("/mijn/gesprekken/nieuw/")
    phone.get_by_role("link", name="Reumatologie").click()
    phone.get_by_role("link", name="Ja, dit kan wachten").click()
    phone.get_by_label("Waar gaat het over?").fill("Rode plek")
    phone.get_by_label("Uw vraag").fill("Kunt u naar de foto kijken?")
    phone.get_by_text("Voeg een foto of bestand toe").click()
    with phone.expect_file_chooser() as chooser:
        phone.get_by_role("button", name="Kies foto’s of bestanden").click()
    chooser.value.set_files([photo])
    expect(phone.locator(".adder__item")).to_contain_text("toegevoegd", timeout=30_000)
    expect(phone.locator(".adder__picture img")).to_be_visible()
    assert_accessible(phone)
    assert_fits(phone)
    first = phone.locator("[name=files]").get_attribute("value")
    phone.get_by_label("Over wie gaat het?").select_option(label="Henk de Wit")
    expect(phone.locator("[name=files]")).not_to_have_value(first or "", timeout=30_000)
    expect(phone.locator(".adder__item")).to_contain_text("toegevoegd", timeout=30_000)
    phone.get_by_role("button", name="Verstuur").click()
    expect(phone.locator(".message--own img")).to_be_visible()
    expect(phone.locator(".thread__title")).to_contain_text("voor Henk")
    assert_accessible(phone)
    assert_fits(phone)
