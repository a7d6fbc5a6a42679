"""Sealed from end to end, in real browsers through a real worker: who was given no key sees nothing."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from beterdichtbij.launching.settings import ROOT
from tests.video.media.workers import ask, until

PAGE = (Path(__file__).parent / "sealed.html").read_text()
# What is left first is on its way until the boxes for so many others are closed.
SLOW = """(others) => {
  const encrypt = crypto.subtle.encrypt.bind(crypto.subtle)
  let closed = 0
  let way = new Promise((arrived) => {
    crypto.subtle.encrypt = async (...given) => {
      const box = await encrypt(...given)
      if (++closed === others) setTimeout(arrived)
      return box
    }
  })
  call.way = () => [way, (way = undefined)][0]
}"""
UNBEGUN = """async () => {
  const { Seal } = await import("video/seal")
  const left = []
  const leave = async (told) => left.push(told) && { ok: true }
  const seal = new Seal({ visit: "a visit", worker: "/static/video/sealer.js", leave })
  await seal.follow("one", [{ seat: "one" }])
  return left
}"""

# The parts of the page (`_room.html`, `_sentences.html`) in which it is said.
SAID = """async (seats) => {
  const { showSealing } = await import("/static/video/sealing.js")
  document.body.innerHTML = `<div id="visit-people"><bdi data-seat="two">Jan</bdi></div>
    <details class="room__sealed"><span data-seal-words></span><p data-seal-more></p>
    <ul data-seal-who hidden></ul>
    <button data-control="anew" hidden></button><p data-seal-numbers hidden></p></details>
    <template data-sentences>` + ["SealBroken", "SealBrokenMore", "SealOn", "SealOnMore"]
      .map((name) => `<p data-name="${name}">${name}</p>`).join("") + "</template>"
  const place = document.querySelector(".room__sealed")
  const words = () => place.innerText.split(/\\s+/).filter(Boolean)
  const said = () => [place.open, words(), !place.querySelector("button").hidden]
  showSealing(document.body, { mode: "broken", seats })
  const broken = said()
  showSealing(document.body, { mode: "on", numbers: "1234" })
  return [broken, said()]
}"""


class Sealed:
    """One browser with the scripts of the product, without the product around them."""

    def __init__(self, browser: Browser, room: str) -> None:
        self.seat = str(uuid.uuid4())
        self.context = browser.new_context(base_url="http://localhost")
        self.page: Page = self.context.new_page()
        self.page.route("http://localhost/**", self._serve)
        about = {"peer": self.seat, "until": time.time() + 600}
        self.page.expose_function(
            "join", lambda offer: json.dumps(ask(room, "join", offer=offer, **about), default=str)
        )
        self.page.goto("/call")

    @staticmethod
    def _serve(route: Route) -> None:
        path = route.request.url.removeprefix("http://localhost/")
        if path.startswith("static/"):
            return route.fulfill(path=ROOT / path, content_type="text/javascript")
        return route.fulfill(body=PAGE, content_type="text/html")

    def tell(self, script: str, *given: Any) -> Any:
        return self.page.evaluate(script, *given)

    def about(self, reader: Sealed) -> dict[str, str]:
        """What our server shows of this one to another."""
        left = self.tell("call.left")
        return {"seat": self.seat, "key": left["key"], "box": left["boxes"].get(reader.seat, "")}

    def decoded(self) -> list[int]:
        return [each["decoded"] for each in self.tell("call.pictures()")]


@pytest.fixture
def come(browser: Browser) -> Iterator[Callable[..., Sealed]]:
    opened: list[Sealed] = []
    room = str(uuid.uuid4())

    def come(*, is_sealed: bool) -> Sealed:
        opened.append(Sealed(browser, room))
        opened[-1].tell("isSealed => call.open(isSealed)", is_sealed)
        return opened[-1]

    yield come
    for each in opened:
        each.context.close()


def agree(*all_in: Sealed) -> list[dict[str, Any]]:
    """Each looks at what the others left, until there is nothing new."""
    for _each in range(2):
        for reader in all_in:
            people = [each.about(reader) for each in all_in]
            reader.tell("([self, people]) => call.seal.follow(self, people)", [reader.seat, people])
    return [each.tell("call.state") for each in all_in]


def test_two_see_each_other_and_a_third_without_a_key_sees_nothing(worker, come):
    one, other = come(is_sealed=True), come(is_sealed=True)
    spy = come(is_sealed=False)

    states = agree(one, other)

    assert [each["mode"] for each in states] == ["on", "on"]
    assert states[0]["numbers"] == states[1]["numbers"]
    for each in (one, other):
        until(lambda who=each: max(who.decoded(), default=0) > 15)
    pictures = spy.tell("call.pictures()")
    assert sum(each["packets"] for each in pictures) > 50
    # A decoder may take the readable head of a whole picture for a picture, of noise.
    assert max(spy.decoded()) <= 5
    # Nor is anything that is not sealed taken from whoever sends it.
    assert sum(1 for each in one.decoded() if each) == 1


def test_who_left_has_no_key_of_what_follows(worker, come):
    one, other = come(is_sealed=True), come(is_sealed=True)
    numbers = agree(one, other)[0]["numbers"]
    before = one.tell("call.left.boxes")

    assert agree(one)[0] == {"mode": "alone"}
    again = agree(one, other)

    assert one.tell("call.left.boxes")[other.seat] != before[other.seat]
    assert again[0]["numbers"] == numbers


def test_who_comes_has_a_box_for_everybody_however_slow_the_way_is(worker, come):
    """Else one of them would never see the one who came."""
    one, other = come(is_sealed=True), come(is_sealed=True)
    agree(one, other)
    third = come(is_sealed=True)
    third.tell(SLOW, 2)

    states = agree(one, other, third)

    assert [each["mode"] for each in states] == ["on"] * 3
    assert set(third.tell("call.left.boxes")) == {one.seat, other.seat}


def test_who_has_no_keys_yet_does_not_say_that_there_will_be_none(worker, come):
    """For then all the others would go on without being sealed."""
    assert come(is_sealed=False).tell(UNBEGUN) == []


def test_keys_that_do_not_fit_are_told_of_and_leave_the_others_theirs(worker, come):
    one, other, third = (come(is_sealed=True) for _each in range(3))
    look = "([self, people]) => call.seal.follow(self, people)"
    agree(one, other, third)
    known = [each.about(one) for each in (one, other, third)]

    # No point of the curve.
    no_key = known[2] | {"key": "B" + "A" * 86}
    one.tell(look, [one.seat, [*known[:2], no_key]])
    assert one.tell("call.state") == {"mode": "broken", "seats": [third.seat]}

    # A key, but of somebody else: it may be one of a page that is loaded anew just now.
    other_key = known[2] | {"key": known[1]["key"]}
    one.tell(look, [one.seat, [*known[:2], other_key]])
    assert one.tell("call.state") == {"mode": "busy"}
    one.tell("() => { const now = Date.now; Date.now = () => now() + 21_000 }")
    one.tell(look, [one.seat, [*known[:2], other_key]])
    assert one.tell("call.state") == {"mode": "broken", "seats": [third.seat]}

    assert [each["mode"] for each in agree(one, other, third)] == ["on"] * 3


def test_the_page_names_whose_keys_do_not_fit_and_offers_to_load_it_anew(come):
    broken, mended = come(is_sealed=False).tell(SAID, ["two"])

    assert broken == [True, ["SealBroken", "SealBrokenMore", "Jan"], True]
    assert mended == [True, ["SealOn", "SealOnMore", "1234"], False]


def test_a_server_that_exchanges_keys_is_found_by_the_numbers(worker, come):
    one, other, server = (come(is_sealed=True) for _each in range(3))
    look = "([self, people]) => call.seal.follow(self, people)"
    # To each it is the other, with a key of its own.
    server.tell(look, [other.seat, [one.about(other)]])
    as_other = server.about(one) | {"seat": other.seat}
    one.tell(look, [one.seat, [one.about(one), as_other]])

    heard = one.tell("call.state")
    told = agree(one, other)

    assert heard["mode"] == "on" and len(heard["numbers"]) == 14
    assert heard["numbers"] != told[1]["numbers"]
