"""What counting costs in a country: 50,000,000 events of fifty organisations over a year.

    .venv/bin/python -m tests.load.usage --data /a/folder/with/room

Starts the product on a folder of its own, fills it (`tests.load.usage_world`), counts and asks by its
own code (`tests.load.usage_asking`), then opens a year's dashboard of the largest organisation over HTTP, one
page after the other. `--days` makes the year shorter and the days as busy as they are then.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.load import figures
from tests.load.lists import say, start
from tests.load.pages import Browser
from tests.product import Product


def main() -> None:
    asked = options()
    with tempfile.TemporaryDirectory(dir=asked.data) as folder:
        product = Product(Path(folder) / "data", WEB_PROCESSES=str(asked.web))
        try:
            start(product)
            measure(product, asked)
        finally:
            product.discard()


def measure(product: Product, asked: argparse.Namespace) -> None:
    beat = product.process("beat")
    assert beat, "beat does not run"
    os.kill(beat, signal.SIGSTOP)  # who counts here is who measures
    try:
        values = f"{asked.events}, {asked.days}, {asked.times}"
        call = f"from tests.load.usage_asking import print_figures; print_figures({values})"
        answer = json.loads(product.manage("shell", "-v", "0", "-c", call).splitlines()[-1])
        tell(answer)
        desk = answer["desk"]
        asyncio.run(pages(product, desk, asked))
    finally:
        os.kill(beat, signal.SIGCONT)


def tell(answer: dict[str, Any]) -> None:
    events = answer["events"]
    parts = ", ".join(f"{number:,} {table.split('_', 1)[1]}" for table, number in events.items())
    say(f"filled in {answer['filled']:.0f} s: {parts}; load average {figures.load_average()}")
    first, today = answer["first"], answer["today"]
    say(f"counted from nothing: {first['all']:.1f} s, of which the largest {first['largest']:.1f} s")
    took = f"{today['all']:.2f} s for all, {today['largest']:.3f} s for the largest"
    say(f"a day's increment ({today['messages']:,} messages): {took}")
    say(f"looked at again with nothing new: {answer['again']:.2f} s for all")
    say(f"megabytes, every ten organisations: {' '.join(f'{each:.0f}' for each in answer['memory'])}")
    for name, each in answer["asked"].items():
        say(f"  {name:42} p50 {each['p50']:7.1f} p99 {each['p99']:7.1f} ms, {each['rows']:.0f} figures")
    people, recount = answer["people"], answer["recount"]
    wrong = f"{people['organisations']} organisations, {people['wrong']} of them wrong"
    say(f"persons: {people['persons']:,} of {wrong}")
    took = f"{recount['seconds']:.1f} s, {recount['differences']} differences"
    say(f"recount of one: {recount['days']} days in {took}")


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
    say(f"  load average {figures.load_average()}")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", help="a folder with room: 60 GB for 50,000,000 events")
    parser.add_argument("--events", type=int, default=50_000_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--times", type=int, default=30, help="askings of each kind")
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--web", type=int, default=2, help="web processes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
