"""What the lists cost in a country: 1,000,000 conversations and 10,000,000 messages of fifty organisations.

    .venv/bin/python -m tests.load.lists

Starts the product twice, each time on a folder of its own: with few conversations and with many. Fills it
(`tests.load.fill`), asks what the pages ask (`tests.load.asking`), then opens the page of a department over
HTTP at a steady rate. Prints milliseconds, and what a row costs in the large house against the small one.
Worker and beat rest meanwhile: they would count what was filled.

With `--data` the filled folders stay, to be measured again: `--fill` only fills them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from beterdichtbij.embedded.database import DATABASE
from tests.load import figures
from tests.load.told import telling
from tests.product import Product

# An operator of such a database gives it memory; and nobody fills one of theirs in minutes.
MEMORY = (
    "max_wal_size = '12GB'",
    "wal_compression = on",
    "effective_cache_size = '12GB'",
)

# What stopped in the middle of something would hold its locks.
END_OF_WORK = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'bd_worker'"


def main() -> None:
    asked = options()
    found: dict[int, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as throwaway:
        for conversations in (asked.small, asked.conversations):
            folder = Path(asked.data or throwaway) / str(conversations)
            product = Product(folder / "data", WEB_PROCESSES=str(asked.web))
            try:
                # All that is asked is in memory.
                start(product, shared="6GB")
                with at_rest(product):
                    fill(product, conversations, folder / "houses.json")
                    if not asked.fill:
                        large = conversations == asked.conversations
                        found[conversations] = measure(product, folder / "houses.json", asked, is_large=large)
            finally:
                product.discard()
    if found:
        tell(found[asked.small], found[asked.conversations], asked)


def start(product: Product, *, shared: str = "3GB") -> None:
    """Start it; the first time once more, with the memory it needs."""
    is_new = not product.data.exists()
    product.data.parent.mkdir(parents=True, exist_ok=True)
    product.start(patience=600)
    if is_new:
        with psycopg.connect(product.postgres().url(), autocommit=True) as connection:
            for each in (*MEMORY, f"shared_buffers = '{shared}'"):
                connection.execute(f"ALTER SYSTEM SET {each}")
        product.stop()
        product.start(patience=600)


@contextmanager
def at_rest(product: Product) -> Iterator[None]:
    """Without work in the background, which has a whole country to count."""
    resting = [number for part in ("beat", "worker") if (number := product.process(part))]
    for number in resting:
        os.kill(number, signal.SIGSTOP)
    try:
        with product.database() as database:
            database.execute(END_OF_WORK)
        yield
    finally:
        for number in resting:
            os.kill(number, signal.SIGCONT)


def fill(product: Product, conversations: int, told: Path) -> None:
    if told.exists():
        return
    began = time.monotonic()
    call = f"from tests.load.fill import fill_and_tell; fill_and_tell({conversations}, {str(told)!r})"
    product.manage("shell", "-v", "0", "-c", call)
    took = time.monotonic() - began
    say(f"{conversations:,} conversations: filled in {took:.0f} s; load average {figures.load_average()}")


def measure(product: Product, houses: Path, asked: argparse.Namespace, *, is_large: bool) -> dict[str, Any]:
    """Ask what pages ask, the large one in turn with the ladder, then open them; all say how busy it was."""
    if asked.times:
        how = f"{str(houses)!r}, {asked.times}, ladder={is_large}"
        call = f"from tests.load.asking import print_figures; print_figures({how})"
        host = figures.Host()
        with telling(product.postgres().url(database=DATABASE)) as memory:
            say(f"{memory} read into memory; load average {figures.load_average()}")
            answer = json.loads(product.manage("shell", "-v", "0", "-c", call).splitlines()[-1])
        say(f"asked in {answer['took']:.0f} s; load average {figures.load_average()}; {host}")
        for name, each in answer["asked"].items():
            times = f"p50 {each['p50']:6.3f} p99 {each['p99']:6.3f} ms"
            times += f"; driver {each['driver_p50']:6.3f} {each['driver_p99']:6.3f}"
            asked_in = f"{each['rows']:.1f} rows, {each['statements']:.2f} statements"
            say(f"  {name:34} {times}; processor {each['cpu']:5.2f}; {asked_in}{against_ladder(each)}")
    call = f"from tests.load.asking import print_desks; print_desks({str(houses)!r})"
    if asked.rate:
        desks = json.loads(product.manage("shell", "-v", "0", "-c", call).splitlines()[-1])
        for rate in asked.rate:
            asyncio.run(over_http(product, desks, rate, asked.seconds))
    return answer["asked"] if asked.times else {}


def against_ladder(each: dict[str, Any]) -> str:
    """How many times as long as the bare question in turn, by the driver's clock; and how many it may be."""
    if not (bare := each["bare"]):
        return ""
    half, last = (each[f"driver_{part}"] / bare[part] for part in ("p50", "p99"))
    took = f"bare {bare['p50']:.3f} {bare['p99']:.3f}"
    return f"; {took}; times as long {half:.2f} {last:.2f}, of {bare['may_be']:.2f} at p99"


async def over_http(product: Product, desks: list[dict[str, str]], rate: int, seconds: float) -> None:
    """Open pages at a steady rate, by anybody; a page counts from the moment it was due."""
    from tests.load.pages import Browser

    browsers = [Browser(product.port, desk) for desk in desks]
    for browser in browsers:
        await browser.open()
        await browser.page()
    roots = [product.launcher.pid, product.process("PostgreSQL")]
    before, began = figures.processor_seconds(roots), time.perf_counter()
    ours, host = time.process_time(), figures.Host()
    spent: list[float] = []
    failed: list[int] = []

    async def one(number: int) -> None:
        status = await random.choice(browsers).page()
        spent.append(time.perf_counter() - began - number / rate)
        if status != 200:
            failed.append(status)

    tasks = []
    for number in range(int(rate * seconds)):
        pause = began + number / rate - time.perf_counter()
        if pause > 0:
            await asyncio.sleep(pause)
        tasks.append(asyncio.create_task(one(number)))
    await asyncio.gather(*tasks)
    took, used = time.perf_counter() - began, figures.processor_seconds(roots)
    ours = time.process_time() - ours
    cost = {kind: 1000 * (used[kind] - before.get(kind, 0)) / len(spent) for kind in sorted(used)}
    cost["who asks"] = 1000 * ours / len(spent)
    parts = ", ".join(f"{kind} {each:.2f}" for kind, each in cost.items() if each >= 0.005)
    say(f"  {rate} pages/s asked: {len(spent) / took:.0f}/s, p50/p95/p99/max ms {figures.percentiles(spent)}")
    refused = f"not answered with 200: {len(failed)}"
    say(f"  processor ms a page: {parts}; {refused}; {host}; load average {figures.load_average()}")


def tell(small: dict[str, Any], large: dict[str, Any], asked: argparse.Namespace) -> None:
    say(f"{'':34} {asked.small:>26,} {asked.conversations:>26,}   a row, large / small")
    marks = "".join(f" {mark:>8}" for mark in ("p50", "p99", "rows"))
    say(f"{'ms, as PostgreSQL tells':34}{marks}{marks}")
    for name, many in large.items():
        few = small[name]
        ratio = many["a_row"] / few["a_row"]
        row = "".join(f" {each['p50']:8.3f} {each['p99']:8.3f} {each['rows']:8.1f}" for each in (few, many))
        say(f"{name:34}{row}   {ratio:5.2f}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--conversations", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--data", help="a folder that keeps what was filled")
    parser.add_argument("--fill", action="store_true", help="fill it, and measure another time")
    parser.add_argument("--times", type=int, default=300, help="askings of each kind")
    parser.add_argument("--rate", type=int, nargs="*", default=[50, 100, 200], help="pages a second")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--web", type=int, default=2, help="web processes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
