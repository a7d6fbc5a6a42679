"""One worker for the tests of a module, ended with it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.video.media.calls import Caller
from tests.video.media.relay import relay as relay
from tests.video.media.workers import Process
from video.media import fast, forward


@pytest.fixture(scope="module")
def worker() -> Iterator[Process]:
    process = Process()
    yield process
    process.stop()


@pytest.fixture
def started() -> Iterator[Callable[..., Process]]:
    """Start workers of a test's own; all are ended with it."""
    running: list[Process] = []

    def start(*arguments: str) -> Process:
        running.append(Process(*arguments))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.forget()


@pytest.fixture
def call(browser: Browser) -> Iterator[Callable[[str], Caller]]:
    """Open a browser on a bare call; all are closed at the end."""
    opened: list[Caller] = []

    def open_one(room: str) -> Caller:
        opened.append(Caller(browser, room))
        return opened[-1]

    yield open_one
    for caller in opened:
        caller.close()


@pytest.fixture(scope="session")
def compiled() -> Any:
    """The loop in C; who runs the tests has a compiler."""
    subprocess.run(["sh", str(fast.HERE / "build.sh")], check=True)
    return fast.load()


@pytest.fixture(scope="module", params=["python", "c"])
def loop(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run a test over each of the two loops that forward packets."""
    before = forward.library
    forward.library = None if request.param == "python" else request.getfixturevalue("compiled")
    yield request.param
    forward.library = before
