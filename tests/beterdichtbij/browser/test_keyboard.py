"""Work by keyboard: keys of the page, a list of them, never while somebody types, and a way to stop them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assert_accessible

CONTENT = """() => {
  const main = document.querySelector("main")
  const button = document.createElement("button")
  Object.assign(button, { textContent: "Beantwoord", type: "button" })
  button.dataset.key = "r"
  button.onclick = () => (button.dataset.pressed = Number(button.dataset.pressed ?? 0) + 1)
  const field = document.createElement("input")
  field.ariaLabel = "Zoek"
  field.dataset.key = "/"
  main.append(button, field)
}"""


@pytest.fixture
def desk(page: Page) -> Page:
    page.goto("/hulp/")
    page.evaluate(CONTENT)
    return page


def test_a_key_presses_its_button(desk: Page) -> None:
    desk.keyboard.press("r")

    expect(desk.get_by_role("button", name="Beantwoord")).to_have_attribute("data-pressed", "1")


def test_a_key_goes_to_its_field_and_is_not_typed(desk: Page) -> None:
    desk.keyboard.press("/")

    expect(desk.get_by_label("Zoek")).to_be_focused()
    expect(desk.get_by_label("Zoek")).to_have_value("")


def test_who_types_is_left_alone(desk: Page) -> None:
    desk.get_by_label("Zoek").press("r")

    expect(desk.get_by_label("Zoek")).to_have_value("r")
    expect(desk.get_by_role("button", name="Beantwoord")).not_to_have_attribute("data-pressed", "1")


def test_escape_leaves_a_field_and_keeps_what_was_typed(desk: Page) -> None:
    desk.get_by_label("Zoek").press("r")
    desk.keyboard.press("Escape")

    desk.keyboard.press("r")

    expect(desk.get_by_label("Zoek")).to_have_value("r")
    expect(desk.get_by_role("button", name="Beantwoord")).to_have_attribute("data-pressed", "1")


def test_a_key_with_ctrl_is_the_browsers(desk: Page) -> None:
    desk.keyboard.press("Control+/")

    expect(desk.get_by_label("Zoek")).not_to_be_focused()


def test_the_list_names_every_key_and_gives_the_focus_back(desk: Page) -> None:
    button = desk.get_by_role("button", name="Beantwoord")
    button.focus()

    desk.keyboard.press("?")

    dialog = desk.get_by_role("dialog", name="Sneltoetsen")
    expect(dialog).to_contain_text("Beantwoord")
    expect(dialog).to_contain_text("Zoek")
    assert_accessible(desk)
    desk.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_keys_can_be_turned_off(desk: Page) -> None:
    desk.keyboard.press("?")
    desk.get_by_label("Gebruik deze toetsen in deze browser").uncheck()
    desk.keyboard.press("Escape")

    desk.keyboard.press("r")

    expect(desk.get_by_role("button", name="Beantwoord")).not_to_have_attribute("data-pressed", "1")
