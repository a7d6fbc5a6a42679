"""Debian's Firefox, driven over WebDriver BiDi: Playwright asks more of it than it can."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

from tests.product import free_port, wait_for

MISSING = "This test needs Firefox (on Debian: apt-get install firefox-esr)."
READY = "WebDriver BiDi listening"
# A camera and a microphone of its own making, allowed; the media worker of a test is at 127.0.0.1.
SETTINGS = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    # Without it only the address towards the internet is tried, from which nothing leads to 127.0.0.1.
    "permissions.default.camera": 1,
    "permissions.default.microphone": 1,
    "media.peerconnection.ice.loopback": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "media.autoplay.default": 0,
    "intl.accept_languages": "nl",
    # It asks nobody outside this machine for anything.
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "services.settings.server": "http://127.0.0.1:9/",
}


class Firefox:
    """One browser with one page."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.opened = contextlib.ExitStack()
        self.process = started(folder, port)
        self.opened.callback(self._end)
        self.line = self.opened.enter_context(
            connect(f"ws://127.0.0.1:{port}/session", max_size=None, proxy=None)
        )
        self.numbers = itertools.count(1)
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=["log.entryAdded"])
        self.page = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Give one command, and return what it answers; what the page says meanwhile is printed."""
        number = next(self.numbers)
        self.line.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self.line.recv(timeout=60))
            if told.get("id") == number:
                assert told["type"] == "success", told
                return dict(told["result"])
            sys.stdout.write(f"Firefox: {told.get('params', {}).get('text')}\n")

    def sign_in(self, session: str) -> None:
        """Have the cookie of a session."""
        value = {"type": "string", "value": session}
        cookie = {"name": "session", "value": value, "domain": "localhost", "path": "/", "httpOnly": True}
        self.ask("storage.setCookie", cookie=cookie)

    def before_each_page(self, script: str) -> None:
        self.ask("script.addPreloadScript", functionDeclaration=f"() => {{ {script} }}")

    def goto(self, address: str) -> None:
        self.ask("browsingContext.navigate", context=self.page, url=address, wait="complete")

    def run(self, script: str) -> Any:
        """Return what an expression, or the promise that it is, comes to."""
        answer = self.ask(
            "script.evaluate",
            expression=f"(async () => JSON.stringify((await ({script})) ?? null))()",
            target={"context": self.page},
            awaitPromise=True,
            userActivation=True,
        )
        assert answer["type"] == "success", answer
        return json.loads(answer["result"]["value"])

    def press(self, words: str) -> None:
        """Press the button, or follow the link, that is shown with these words."""
        shown = f"each.textContent.includes({json.dumps(words)}) && each.checkVisibility()"
        found = f"[...document.querySelectorAll('button, a')].find((each) => {shown})"
        wait_for(lambda: self.run(f"Boolean({found})"))
        # A page that goes away takes the answer with it.
        self.run(f"void setTimeout(() => {found}.click())")

    def reads(self, words: str, *, patience: float = 30) -> None:
        """Wait until these words are on the screen."""
        wait_for(
            lambda: self.run(f"document.body?.innerText.includes({json.dumps(words)})"), patience=patience
        )

    def close(self) -> None:
        self.opened.close()

    def _end(self) -> None:
        self.process.terminate()
        self.process.wait(30)


def started(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """A browser that listens."""
    profile, said = folder / "profile", folder / "firefox.out"
    profile.mkdir(parents=True)
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in SETTINGS.items()]
    (profile / "user.js").write_text("\n".join(lines))
    command = [program(), "--headless", "--no-remote", "--profile", str(profile)]
    command += ["--remote-debugging-port", str(port), "about:blank"]
    with said.open("wb") as output:
        told: dict[str, Any] = {"stdout": output, "stderr": subprocess.STDOUT}
        process = subprocess.Popen(command, env=os.environ | {"HOME": str(folder)}, **told)
    wait_for(lambda: READY in said.read_text(errors="replace"), patience=60)
    return process


def program() -> str:
    found = shutil.which("firefox-esr")
    if found is None and os.environ.get("CI"):
        pytest.fail(MISSING, pytrace=False)
    if found is None:
        pytest.skip(MISSING)
    return found
