"""What counting costs in a country: 50,000,000 events of fifty organisations over a year.

    .venv/bin/python -m tests.load.usage --data /a/folder/with/room

Starts the product on a folder of its own, fills it (`tests.load.usage_world`), counts and asks by its
own code (`tests.load.usage_asking`), then opens a year's dashboard of the largest organisation over HTTP, one
page after the other. `--days` makes the year shorter and the days as busy as they are then. With `--keep` the
folder stays, and `--parts` go on with what a run before left there.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from beterdichtbij.embedded.database import DATABASE
from tests.load import figures
from tests.load.lists import say, start
from tests.load.pages import Browser
from tests.load.told import telling
from tests.product import Product

PARTS = ("fill", "count", "day", "ask", "people", "recount", "pages")
ROLL_UPS = "usagefigure|usagepersons|usagetraits"


def main() -> None:
    asked = options()
    with contextlib.ExitStack() as stack:
        folder = Path(asked.data)
        if not asked.keep:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=asked.data)))
        product = Product(folder / "usage", WEB_PROCESSES=str(asked.web))
        try:
            product.start(patience=600) if (folder / "usage").exists() else start(product)
            measure(product, asked)
            if asked.keep:
                product.stop()
        finally:
            product.discard()


def measure(product: Product, asked: argparse.Namespace) -> None:
    beat = product.process("beat")
    assert beat, "beat does not run"
    url = product.postgres().url(database=DATABASE)
    os.kill(beat, signal.SIGSTOP)  # who counts here is who measures
    try:
        for part in asked.parts:
            values = f"{part!r}, {asked.events}, {asked.days}, {asked.times}"
            call = f"from tests.load.usage_asking import print_part; print_part({values})"
            with telling(url, ROLL_UPS) if part == "ask" else contextlib.nullcontext():
                answer = json.loads(product.manage("shell", "-v", "0", "-c", call).splitlines()[-1])
            if part == "pages":
                asyncio.run(pages(product, answer, asked))
            else:
                TELL[part](answer)
            say(f"  load average {figures.load_average()}")
    finally:
        os.kill(beat, signal.SIGCONT)


def tell_count(answer: dict[str, Any]) -> None:
    largest = f"the largest {answer['largest']:.1f} s, the smallest {answer['smallest']:.2f} s"
    say(f"counted from nothing: {answer['all']:.1f} s, of which {largest}")
    busy = answer["busy"]
    parts = f"the largest {busy['largest']:.1f} s, the smallest {busy['smallest']:.2f} s"
    say(f"  of processor: {busy['all']:.1f} s, of which {parts}")
    held = " ".join(f"{each:.0f}" for each in answer["memory"])
    say(f"megabytes before, after the largest, and every ten more: {held}; at most {answer['most']:.0f}")


def tell_day(answer: dict[str, Any]) -> None:
    events = answer["events"]
    parts = ", ".join(f"{number:,} {table.split('_', 1)[1]}" for table, number in events.items())
    say(f"{sum(events.values()):,} events before: {parts}")
    took = f"{answer['all']:.2f} s for all, {answer['largest']:.3f} s for the largest"
    say(f"a day's increment ({answer['messages']:,} messages): {took}; {answer['memory']:.0f} megabytes")
    busy = answer["busy"]
    say(f"  of processor: {busy['all']:.2f} s for all, {busy['largest']:.3f} s for the largest")
    say(f"looked at again with nothing new: {answer['again']:.2f} s for all")


def tell_asked(answer: dict[str, Any]) -> None:
    for name, each in answer.items():
        server = f"p50 {each['server_p50']:7.1f} p99 {each['server_p99']:7.1f} ms in the database"
        whole = f"{each['whole_p50']:7.1f} and {each['whole_p99']:7.1f} until they are figures"
        say(f"  {name:42} {server}, {whole}; {each['rows']:.0f}")


def tell_people(answer: dict[str, Any]) -> None:
    wrong = f"{answer['organisations']} organisations, {answer['wrong']} of them wrong"
    say(f"persons: {answer['persons']:,} of {wrong}")


def tell_recount(answer: dict[str, Any]) -> None:
    took = f"{answer['seconds']:.1f} s, {answer['differences']} differences"
    say(f"recount of one: {answer['days']} days in {took}")


TELL: dict[str, Callable[[dict[str, Any]], None]] = {
    "fill": lambda answer: say(f"filled in {answer['seconds']:.0f} s"),
    "count": tell_count,
    "day": tell_day,
    "ask": tell_asked,
    "people": tell_people,
    "recount": tell_recount,
}


async def pages(product: Product, desk: dict[str, str], asked: argparse.Namespace) -> None:
    """A year's dashboard, one page at a time: as long as one takes when nobody else asks."""
    browser = Browser(product.port, desk)
    path = f"/org/{desk['slug']}/gebruik/"
    browser.request = browser.request.replace(f"/org/{desk['slug']}/?afdeling=".encode(), path.encode())
    spent: list[float] = []
    for number in range(asked.pages + 5):
        began = time.perf_counter()
        status = await browser.page()
        assert status == 200, status
        if number >= 5:
            spent.append(time.perf_counter() - began)
    say(f"a year's dashboard, {len(spent)} pages: p50/p95/p99/max ms {figures.percentiles(spent)}")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", help="a folder with room: 60 GB for 50,000,000 events")
    parser.add_argument("--keep", action="store_true", help="leave it there, and go on with what is there")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--events", type=int, default=50_000_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--times", type=int, default=30, help="askings of each kind")
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--web", type=int, default=2, help="web processes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
