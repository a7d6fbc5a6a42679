"""Nothing typed is lost and nothing is sent twice: offline, reload, closed tab, lost answer, server down."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser import assert_accessible, assert_no_csp_violations, watch_policy
from tests.conversations.browser.entered import conversation_of, new_session, rows, write, written_by_patient
from tests.product import Product, wait_for

pytestmark = pytest.mark.service_worker

SEND = re.compile(r"/api/v1/conversations/.*/messages/$")
HENK = "4470018"
# A request that a test holds up is let through when its page closes.
NOTHING_IS_SENT = """{
  const fetched = window.fetch
  window.fetch = (url, ...how) =>
    String(url).endsWith("/messages/") ? Promise.reject(new TypeError("no line")) : fetched(url, ...how)
}"""


@pytest.fixture
def conversation(product: Product) -> UUID:
    return conversation_of(product, HENK)


@pytest.fixture
def phone(enter) -> BrowserContext:
    return enter("henk", "phone")


def opened(phone: BrowserContext, conversation: UUID, *, with_script: str = "") -> Page:
    page = phone.new_page()
    if with_script:
        page.add_init_script(with_script)
    page.goto(f"/mijn/gesprekken/{conversation}/")
    return page


def bubble(page: Page, text: str):
    return page.locator(".message", has_text=text)


def wait_until_written(product: Product, conversation: UUID, number: int) -> None:
    wait_for(lambda: written_by_patient(product, conversation) >= number, patience=60)
    assert written_by_patient(product, conversation) == number


def test_a_message_is_there_at_once_then_sent(phone, conversation, product):
    page = opened(phone, conversation)
    broken = watch_policy(page)
    before = written_by_patient(product, conversation)

    write(page, "Direct in beeld")

    assert bubble(page, "Direct in beeld").count() == 1
    expect(bubble(page, "Direct in beeld")).to_contain_text("verstuurd")
    expect(page.get_by_label("Uw bericht", exact=True)).to_have_value("")
    wait_until_written(product, conversation, before + 1)
    assert_no_csp_violations(broken)
    assert_accessible(page)


def test_what_is_typed_offline_goes_out_in_order_when_the_line_is_back(phone, conversation, product):
    page = opened(phone, conversation)
    before = written_by_patient(product, conversation)
    phone.set_offline(True)

    for text in ("Offline een", "Offline twee"):
        write(page, text)
    expect(bubble(page, "Offline twee")).to_contain_text("wordt verstuurd")
    expect(page.get_by_text("Geen verbinding. Uw bericht blijft bewaard")).to_be_visible()
    assert_accessible(page)
    phone.set_offline(False)

    expect(bubble(page, "Offline twee")).not_to_have_class(re.compile("pending"), timeout=20_000)
    wait_until_written(product, conversation, before + 2)
    texts = page.locator(".message--own .message__text").all_inner_texts()
    assert texts.index("Offline een") < texts.index("Offline twee")


def test_it_survives_a_reload_and_a_closed_tab(phone, conversation, product):
    page = opened(phone, conversation, with_script=NOTHING_IS_SENT)
    before = written_by_patient(product, conversation)

    write(page, "Na herladen")
    expect(bubble(page, "Na herladen")).to_contain_text("wordt verstuurd")
    wait_for(lambda: stored(page) == 1)
    page.reload()
    expect(bubble(page, "Na herladen")).to_contain_text("wordt verstuurd")
    page.close()
    assert written_by_patient(product, conversation) == before
    page = opened(phone, conversation)

    wait_until_written(product, conversation, before + 1)
    expect(bubble(page, "Na herladen")).to_have_count(1)
    wait_for(lambda: stored(page) == 0)


def test_an_answer_that_was_lost_doubles_nothing(phone, conversation, product):
    page = opened(phone, conversation)
    before = written_by_patient(product, conversation)
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        response = route.fetch()
        if lost:
            return route.fulfill(response=response)
        lost.append(route.request.url)
        return route.abort()

    phone.route(SEND, lose_the_first)
    write(page, "Antwoord kwijt")

    expect(bubble(page, "Antwoord kwijt")).not_to_have_class(re.compile("pending"), timeout=20_000)
    assert lost
    wait_until_written(product, conversation, before + 1)
    expect(bubble(page, "Antwoord kwijt")).to_have_count(1)


def test_two_tabs_send_everything_once(phone, conversation, product):
    tabs = [opened(phone, conversation) for _ in range(2)]
    before = written_by_patient(product, conversation)
    phone.set_offline(True)
    for number in range(6):
        write(tabs[number % 2], f"Tabblad {number}")
    phone.set_offline(False)

    wait_until_written(product, conversation, before + 6)
    for tab in tabs:
        expect(bubble(tab, "Tabblad 5")).to_have_count(1, timeout=20_000)
        tab.close()


def test_while_the_server_is_down_it_waits(phone, conversation, product):
    page = opened(phone, conversation)
    before = written_by_patient(product, conversation)
    product.kill("web")

    write(page, "Terwijl de server weg is")
    wait_for(lambda: product.status("/") == 200, patience=60)

    wait_until_written(product, conversation, before + 1)
    expect(bubble(page, "Terwijl de server weg is")).not_to_have_class(re.compile("pending"), timeout=20_000)


def test_who_is_signed_out_keeps_the_message_and_signs_in(phone, conversation, product):
    page = opened(phone, conversation)
    before = written_by_patient(product, conversation)
    phone.clear_cookies(name="session")

    write(page, "Na uitloggen")

    expect(page.get_by_text("U bent uitgelogd.")).to_be_visible()
    expect(page.locator("#outbox-notice").get_by_role("link", name="Inloggen")).to_be_visible()
    phone.add_cookies([{"name": "session", "value": new_session(product, "henk"), "url": product.url}])
    page.reload()
    wait_until_written(product, conversation, before + 1)


def test_what_is_refused_is_kept_as_not_sent(phone, conversation, product):
    page = opened(phone, conversation)
    before = written_by_patient(product, conversation)
    with rows(product) as database:
        close = (
            "UPDATE conversations_conversation SET closed_at = now(), reopen_until = now() - interval '1 day'"
        )
        database.execute(f"{close} WHERE id = %s", [conversation])

    write(page, "Te laat getypt")

    failed = page.locator(".message--failed", has_text="Te laat getypt")
    expect(failed).to_contain_text("Niet verstuurd")
    expect(failed).to_contain_text("afgesloten")
    assert_accessible(page)
    with rows(product) as database:
        reopen = "UPDATE conversations_conversation SET closed_at = NULL, reopen_until = NULL WHERE id = %s"
        database.execute(reopen, [conversation])
    failed.get_by_role("button", name="Probeer opnieuw").click()
    wait_until_written(product, conversation, before + 1)


def test_half_a_message_survives_a_reload(phone, conversation):
    page = opened(phone, conversation)
    page.get_by_label("Uw bericht", exact=True).fill("Nog niet af")
    wait_for(lambda: stored(page, "drafts") == 1)
    page.reload()

    expect(page.get_by_label("Uw bericht", exact=True)).to_have_value("Nog niet af")
    page.get_by_label("Uw bericht", exact=True).fill("")
    wait_for(lambda: stored(page, "drafts") == 0)


def stored(page: Page, store: str = "outbox") -> int:
    """How many messages, or drafts, this browser keeps; sealed, so only counted."""
    return page.evaluate(
        "async (name) => (await import('app/sealed-store')).all(name).then((entries) => entries.length)",
        store,
    )
