"""Browser tests: Debian's Chromium against the real product with its demo world.

They come last, because Playwright's event loop stays in the main thread until the end of the run and leaves
no room for another.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Response, expect

from tests import made
from tests.product import Product, free_port

FLAGS = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    # A camera that shows a moving disc and a microphone that beeps, allowed wherever nothing else is said.
    "--use-fake-device-for-media-stream=fps=30",
    "--use-fake-ui-for-media-stream",
]
LONG = ["tests/isolation/test_urls*.py", "tests/stack/test_launcher.py"]
# What is expected of a page may take so many milliseconds: a busy machine is slow, and no test is of time.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)
MISSING = "Browser tests need Chromium (on Debian: apt-get install chromium), or CHROMIUM with its path."


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what needs a browser."""
    if "browser" in getattr(item, "fixturenames", ()):
        item.add_marker("browser")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put browsers last: once one is open, its event loop stays in the process.

    What takes minutes comes first, so that it does not run alone at the end. A file goes to a process as a
    whole, so that none may have tests of both kinds.
    """
    items.sort(key=lambda item: (is_of_browser(item), not any(item.path.match(name) for name in LONG)))
    of_browsers = {item.path for item in items if is_of_browser(item)}
    mixed = of_browsers & {item.path for item in items if not is_of_browser(item)}
    if mixed:
        raise pytest.UsageError(f"with a browser and without in one file: {sorted(map(str, mixed))}")


def is_of_browser(item: pytest.Item) -> bool:
    return item.get_closest_marker("browser") is not None


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product with its demo world, for the whole run: tests must not count on an untouched world."""
    # Browsers of tests listen at a push service of this machine, where a test may serve one.
    service = f"http://127.0.0.1:{free_port()}"
    product = Product(tmp_path_factory.mktemp("product") / "data", DEMO="1", PUSH_SERVICES=service)
    try:
        if made.is_shared():
            made.copy_product(product)
        product.start()
        yield product
    finally:
        product.discard()


@pytest.fixture(scope="session")
def base_url(product: Product) -> str:
    return product.url


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": chromium(), "args": [*FLAGS, *sandbox]}


@pytest.fixture
def browser_context_args(base_url: str, request: pytest.FixtureRequest) -> dict[str, Any]:
    """What each browser of a test begins with.

    The service worker only where a test asks for it: with one, each page is asked for twice, and a Chromium
    that is driven now and then leaves a page waiting while the worker is replaced.
    """
    workers = "allow" if request.node.get_closest_marker("service_worker") else "block"
    return {
        "service_workers": workers,
        "base_url": base_url,
        "locale": "nl-NL",
        "timezone_id": "Europe/Amsterdam",
        "viewport": {"width": 1440, "height": 900},
        "reduced_motion": "reduce",
    }


@pytest.fixture(autouse=True)
def told(request: pytest.FixtureRequest) -> Iterator[None]:
    """Prints what went over the line and what pages complained of, for the report of a test that fails."""
    if "browser" not in request.fixturenames:
        yield
        return
    browser = request.getfixturevalue("browser")
    browser.on("context", _tell)
    yield
    browser.remove_listener("context", _tell)


def _tell(context: BrowserContext) -> None:
    context.on("response", _tell_of)
    context.on("requestfailed", lambda asked: _say("failed", asked.method, asked.url, asked.failure))
    context.on("console", lambda said: _say("console", said.type, said.text))
    context.on("weberror", lambda met: _say("error", met.error))


def _tell_of(response: Response) -> None:
    if response.status >= 400 or "/static/" not in response.url:
        _say(response.status, response.request.method, response.url)


def _say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def chromium() -> str:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if found is None and os.environ.get("CI"):
        pytest.fail(MISSING, pytrace=False)
    if found is None:
        pytest.skip(MISSING)
    return found
