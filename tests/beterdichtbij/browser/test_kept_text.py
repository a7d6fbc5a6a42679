"""What the browser keeps of what was typed: sealed, in order, and gone after signing out."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.product import wait_for

WORDS = "Ik heb sinds gisteren uitslag op mijn arm"
STORE = "const store = await import('app/sealed-store');"
# Every byte on this origin's disk store, as text.
BYTES = """async () => {
  const opened = await new Promise((resolve) => {
    const request = indexedDB.open("beterdichtbij")
    request.onsuccess = () => resolve(request.result)
  })
  const entries = await new Promise((resolve) => {
    const request = opened.transaction("entries").objectStore("entries").getAll()
    request.onsuccess = () => resolve(request.result)
  })
  opened.close()
  const decoder = new TextDecoder("latin1")
  return entries.map((entry) => JSON.stringify(entry) + decoder.decode(entry.sealed)).join()
}"""
KEEPER = """async () => {
  await import("app/draft-keeper")
  const keeper = document.createElement("draft-keeper")
  keeper.setAttribute("key", "conversation-1")
  const field = document.createElement("textarea")
  field.ariaLabel = "Bericht"
  keeper.append(field)
  document.querySelector("main").append(keeper)
}"""


@pytest.fixture
def opened(page: Page) -> Page:
    page.goto("/hulp/")
    return page


def in_store(page: Page, script: str, argument: object = None) -> object:
    return page.evaluate(f"async (argument) => {{ {STORE} {script} }}", argument)


def kept(page: Page) -> object:
    """The draft, as the store has it: it goes there some time after the last key."""
    return in_store(page, "return (await store.get('drafts', 'conversation-1')) ?? null")


def test_what_is_put_comes_back_in_order(opened: Page) -> None:
    in_store(
        opened,
        "for (const key of ['2', '1', '3']) await store.put('outbox', key, { text: argument + key })",
        "a",
    )
    in_store(opened, "await store.put('other', '1', 'elsewhere')")
    in_store(opened, "await store.remove('outbox', '3')")

    assert in_store(opened, "return store.all('outbox')") == [
        {"key": "1", "value": {"text": "a1"}},
        {"key": "2", "value": {"text": "a2"}},
    ]
    assert in_store(opened, "return store.get('other', '1')") == "elsewhere"
    assert in_store(opened, "return (await store.get('outbox', '3')) ?? 'nothing'") == "nothing"


def test_it_survives_a_reload_and_is_read_in_another_tab(opened: Page, context: BrowserContext) -> None:
    in_store(opened, "await store.put('outbox', '1', argument)", WORDS)
    opened.reload()
    other = context.new_page()
    other.goto("/hulp/")

    for page in (opened, other):
        assert in_store(page, "return store.get('outbox', '1')") == WORDS


def test_two_tabs_that_begin_at_once_share_one_key(opened: Page, context: BrowserContext) -> None:
    other = context.new_page()
    other.goto("/hulp/")
    start = "await Promise.all([1, 2, 3].map((n) => store.put('outbox', argument + n, n)))"
    # Both pages work at the same time: neither waits for its promise here.
    for page, name in ((opened, "a"), (other, "b")):
        page.evaluate(f"(argument) => {{ window.busy = (async () => {{ {STORE} {start} }})() }}", name)
    for page in (opened, other):
        page.evaluate("() => window.busy")

    for page in (opened, other):
        assert len(in_store(page, "return store.all('outbox')")) == 6


def test_the_words_cannot_be_read_on_the_disk(opened: Page) -> None:
    in_store(opened, "await store.put('outbox', '1', argument)", WORDS)

    kept = opened.evaluate(BYTES)

    assert "outbox" in kept
    assert "uitslag" not in kept


def test_the_key_cannot_leave_the_browser(opened: Page) -> None:
    in_store(opened, "await store.put('outbox', '1', 'x')")

    refused = opened.evaluate(
        """async () => {
          const opened = await new Promise((resolve) => {
            const request = indexedDB.open("beterdichtbij")
            request.onsuccess = () => resolve(request.result)
          })
          const key = await new Promise((resolve) => {
            const request = opened.transaction("keys").objectStore("keys").get("seal")
            request.onsuccess = () => resolve(request.result)
          })
          opened.close()
          return crypto.subtle.exportKey("raw", key).then(() => "left", (error) => error.name)
        }"""
    )

    assert refused == "InvalidAccessError"


def test_after_wiping_nothing_is_left_in_any_tab(opened: Page, context: BrowserContext) -> None:
    other = context.new_page()
    other.goto("/hulp/")
    in_store(other, "await store.put('outbox', '1', argument)", WORDS)

    in_store(opened, "await store.wipe()")

    assert opened.evaluate("async () => (await indexedDB.databases()).length") == 0
    assert in_store(other, "return store.all('outbox')") == []


def test_a_half_written_text_survives_a_reload(opened: Page) -> None:
    opened.evaluate(KEEPER)
    opened.get_by_label("Bericht").fill(WORDS)
    wait_for(lambda: kept(opened) == WORDS)
    opened.reload()

    opened.evaluate(KEEPER)

    expect(opened.get_by_label("Bericht")).to_have_value(WORDS)


def test_a_sent_text_is_not_kept(opened: Page) -> None:
    opened.evaluate(KEEPER)
    opened.get_by_label("Bericht").fill(WORDS)
    wait_for(lambda: kept(opened) == WORDS)
    opened.locator("draft-keeper").dispatch_event("draft:sent")
    wait_for(lambda: kept(opened) is None)
    opened.get_by_label("Bericht").evaluate("(field) => (field.value = '')")
    opened.reload()

    opened.evaluate(KEEPER)

    opened.wait_for_timeout(200)
    expect(opened.get_by_label("Bericht")).to_have_value("")
