"""S8 Video visit, on a bad day: packets are lost, a line is thin, then gone, and then the worker dies.

Of one in twenty packets nobody notices anything. Of the rest both are told calmly, and both see each other
again without a press.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect
from redis import Redis

from beterdichtbij.demo.cast import PATIENTS
from beterdichtbij.embedded.folder import DataFolder
from beterdichtbij.embedded.valkey import Valkey
from tests.browser import assert_accessible
from tests.conversations.browser.entered import Enter, conversation_of
from tests.product import Product
from tests.video.media.far import BadLine, through
from tests.video.media.workers import Process
from tests.video.pictures import counted, see_smoothly, sees

ANNA = next(each.number for each in PATIENTS if each.key == "anna" and each.house == "lindeborg")
BLACKOUT = 10
# For how long the pictures of the other were away, and how soon they were back after the page had noticed:
# of the first pause that the page noticed and that ended.
WATCH = """() => {
  const room = document.querySelector('video-room')
  const video = document.querySelector('.tile:not(.tile--self) video')
  let last = performance.now(), noticed
  const look = () => { if (room.dataset.line === 'away') noticed ??= performance.now() }
  const observer = new MutationObserver(look)
  observer.observe(room, { attributeFilter: ['data-line'] })
  window.pictures = new Promise((done) => {
    const seen = () => {
      const now = performance.now(), away = now - last
      last = now
      if (noticed && away > 700) done({ away, afterwards: now - noticed })
      else video.requestVideoFrameCallback(seen)
    }
    video.requestVideoFrameCallback(seen)
  })
}"""
Lines = dict[int, BadLine]


@pytest.fixture
def second_worker(product: Product) -> Iterator[Process]:
    """Beside the one of the product, so that there is one left whichever dies."""
    process = Process(redis_url=Valkey(DataFolder(product.data)).url)
    yield process
    process.kill()


@pytest.fixture
def lines() -> Iterator[tuple[Lines, Lines]]:
    """Of each browser: its lines, by the port of the worker behind them."""
    opened: tuple[Lines, Lines] = ({}, {})
    yield opened
    for line in [*opened[0].values(), *opened[1].values()]:
        line.stop()


def test_nobody_has_to_press_anything(
    product: Product, enter: Enter, second_worker: Process, lines: tuple[Lines, Lines]
):
    nurse, anna = (counted(enter(*who)).new_page() for who in (("marieke", "desktop"), ("anna", "phone")))
    for page, own in zip((nurse, anna), lines, strict=True):
        behind(page, own)
    meet(nurse, anna, f"{conversation_of(product, ANNA)}/")

    lose(0.05, *lines)
    see_smoothly(nurse, anna, others=1)
    lose(0, *lines)
    a_thin_line(nurse, anna, lines[1])
    no_line(nurse, anna, lines)
    a_dead_worker(product, second_worker, nurse, anna)

    nurse.get_by_role("button", name="Ophangen").click()
    expect(anna.get_by_text("Dit videogesprek is voorbij.")).to_be_visible()


def a_thin_line(nurse: Page, anna: Page, own: Lines) -> None:
    """Half of everything of one browser is lost: sound goes on, and both read why there is no picture."""
    lose(0.5, own)
    expect(anna.locator("[data-notice]")).to_have_text(re.compile("Uw verbinding is zwak"), timeout=40_000)
    tile = nurse.locator(".tile:not(.tile--self)")
    expect(tile.get_by_text("zwakke verbinding: geluid eerst")).to_be_visible(timeout=40_000)
    expect(tile.get_by_role("img", name="Verbinding: slecht")).to_be_visible(timeout=40_000)
    assert_accessible(nurse)
    lose(0, own)


def lose(part: float, *lines: Lines) -> None:
    """Each way, of all packets."""
    for own in lines:
        for line in own.values():
            line.loss = part


def no_line(nurse: Page, anna: Page, lines: tuple[Lines, Lines]) -> None:
    """While one of them has hardly any line as it is."""
    for page in (nurse, anna):
        page.evaluate(WATCH)
    for own in lines:
        for line in own.values():
            line.dark_until = time.monotonic() + BLACKOUT
    for page in (nurse, anna):
        expect(page.locator("[data-notice]")).to_have_text(re.compile("u hoeft niets te doen"))
        assert_accessible(page)
    assert all(away >= BLACKOUT * 900 for away in back(nurse, anna))


def a_dead_worker(product: Product, second_worker: Process, nurse: Page, anna: Page) -> None:
    """Another one takes the room."""
    for page in (nurse, anna):
        page.evaluate(WATCH)
    with Redis.from_url(second_worker.redis_url, decode_responses=True) as valkey:
        place = f"media:room:{nurse.locator('video-room').get_attribute('data-visit')}"
        carrying = valkey.get(place)
        if carrying == second_worker.id:
            second_worker.kill()
        else:
            product.kill("media")
        back(nurse, anna)
        assert valkey.get(place) not in (carrying, None)


def behind(page: Page, lines: Lines) -> None:
    """Put a line that can go dark between a browser and whichever worker it comes to."""

    def connect(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        if "answer" in told:
            told["answer"] = through(lines, told["answer"])
        route.fulfill(response=answer, json=told)

    page.route("**/verbinden/", connect)


def meet(nurse: Page, anna: Page, conversation: str) -> None:
    nurse.goto(f"/org/lindeborg/gesprekken/{conversation}")
    nurse.get_by_role("button", name="Nu beeldbellen").click()
    anna.goto(f"/mijn/gesprekken/{conversation}")
    anna.get_by_role("link", name="Naar de wachtkamer").click()
    anna.get_by_role("button", name="Ga naar de wachtkamer").click()
    nurse.get_by_role("button", name="Ga naar binnen").click()
    nurse.get_by_role("button", name="Laat binnen Anna").click()


def back(*pages: Page) -> list[float]:
    """Wait until everybody sees the other again; return for how long, in milliseconds, they did not."""
    found = [page.evaluate("() => window.pictures") for page in pages]
    sys.stdout.write(f"pictures were away, in ms: {found}\n")
    for page in pages:
        expect(page.locator("[data-notice]")).to_be_hidden(timeout=40_000)
        sees(page, others=1)
    return [each["away"] for each in found]
