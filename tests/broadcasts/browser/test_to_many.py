"""A nurse writes to several patients at once; two of them read it, one does not, one has no account."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from tests.browser import assert_accessible, assert_fits, assert_no_csp_violations, watch_policy
from tests.conversations.browser.entered import conversation_of
from tests.product import Product

GREET, MEI, WILLEM = "4462290", "4476604", "4466031"


def test_one_message_to_many_is_a_conversation_for_each_and_tells_who_has_not_read_it(product, enter):
    nurse, phone = enter("marieke", "desktop").new_page(), enter("greet", "phone").new_page()
    broken = [watch_policy(each) for each in (nurse, phone)]
    mark = str(time.time_ns() % 100_000)

    write(
        nurse, f"Spreekuur {mark}", f"Dag {{voornaam}}, het spreekuur vervalt. {mark}", [GREET, "99999", MEI]
    )
    expect(nurse.get_by_role("alert")).to_contain_text("99999")
    nurse.get_by_label("Patiëntnummers, één per regel").fill("\n".join([GREET, MEI, WILLEM]))
    nurse.get_by_role("button", name="Bekijk het voor u verstuurt").click()
    expect(
        nurse.get_by_text(re.compile(f"Dag (Greet|Mei Lin), het spreekuur vervalt. {mark}"))
    ).to_be_visible()
    expect(nurse.get_by_role("heading", name="Zonder account: 1")).to_be_visible()
    assert_accessible(nurse)
    nurse.get_by_role("button", name="Verstuur aan 2 patiënten").click()
    until_sent(nurse, "2 van 2")
    assert_accessible(nurse)

    phone.goto(f"/mijn/gesprekken/{conversation_of(product, GREET)}/")
    expect(phone.get_by_text(f"Dag Greet, het spreekuur vervalt. {mark}")).to_be_visible()
    assert_accessible(phone)
    assert_fits(phone)
    expect(phone.get_by_text("Mei Lin")).to_have_count(0)
    expect(phone.locator(".message", has_text=mark)).to_have_count(1)

    nurse.reload()
    expect(nurse.get_by_role("heading", name="Nog niet gelezen: 1")).to_be_visible()
    assert nurse.get_by_role("region", name="Nog niet gelezen").inner_text().count("Mei Lin") == 1
    nurse.get_by_role("button", name="Herinner wie het niet heeft gelezen").click()
    expect(nurse.get_by_role("status").first).to_contain_text("herinnering")
    for each in broken:
        assert_no_csp_violations(each)


def test_what_is_stopped_while_it_waits_reaches_nobody(product, enter):
    nurse = enter("marieke", "desktop").new_page()
    mark = str(time.time_ns() % 100_000)
    write(nurse, f"Vergissing {mark}", f"Dit was voor anderen. {mark}", [GREET, MEI])
    with no_worker(product):
        nurse.get_by_role("button", name="Verstuur aan 2 patiënten").click()
        expect(nurse.get_by_text("wordt verstuurd").first).to_be_visible()
        nurse.get_by_role("button", name="Stop met versturen").click()
        expect(nurse.get_by_text("gestopt").first).to_be_visible()
        assert_accessible(nurse)
    # What comes after it is sent, and it was not.
    write(nurse, f"Wel {mark}", f"Dit is wel voor u. {mark}", [MEI])
    nurse.get_by_role("button", name="Verstuur aan 1 patiënt").click()
    until_sent(nurse, "1 van 1")
    nurse.goto("/org/lindeborg/berichten/")
    nurse.get_by_role("link", name=re.compile(f"Vergissing {mark}")).click()
    expect(nurse.get_by_text("0 van 2")).to_be_visible()


def write(nurse: Page, subject: str, text: str, numbers: list[str]) -> None:
    nurse.goto("/org/lindeborg/berichten/nieuw/")
    nurse.get_by_label("Namens welke afdeling?").select_option(label="Reumatologie")
    nurse.get_by_label("Een lijst patiëntnummers").check()
    expect(nurse.get_by_label("Dag van de afspraken")).to_be_hidden()
    nurse.get_by_label("Patiëntnummers, één per regel").fill("\n".join(numbers))
    nurse.get_by_label("Waar gaat het over?").fill(subject)
    nurse.get_by_label("Uw bericht").fill(text)
    assert_accessible(nurse)
    nurse.get_by_role("button", name="Bekijk het voor u verstuurt").click()


def until_sent(nurse: Page, words: str) -> None:
    """The page tells how far it is when it is looked at again."""
    for _try in range(60):
        if nurse.get_by_text(words).count():
            return
        nurse.wait_for_timeout(500)
        nurse.reload()
    expect(nurse.get_by_text(words)).to_be_visible()


@contextmanager
def no_worker(product: Product) -> Iterator[None]:
    """The worker stands still meanwhile, as it would when there is a queue before this."""
    number = product.process("worker")
    assert number is not None
    os.kill(number, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(number, signal.SIGCONT)
