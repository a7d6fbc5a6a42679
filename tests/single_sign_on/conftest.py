"""A real provider in a process of its own, on loopback."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
import requests


@dataclass
class House:
    """The provider of a hospital: who is known there, and signing in there."""

    url: str

    def knows(self, subject: str, **claims: object) -> None:
        answer = requests.put(f"{self.url}/users/{subject}", json=claims, timeout=10)
        answer.raise_for_status()

    def lets_nobody_in_as(self, subject: str) -> None:
        requests.post(f"{self.url}/users/{subject}/revoke-tokens", timeout=10).raise_for_status()

    def signs(self, claims: dict[str, object], **header: object) -> str:
        """A token signed by its key."""
        answer = requests.post(f"{self.url}/sign", json={"claims": claims, "header": header}, timeout=10)
        answer.raise_for_status()
        return answer.text

    def sign_in(self, address: str, subject: str) -> str:
        """What a browser does there; returns the path it is sent back to."""
        answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"


@pytest.fixture(scope="session")
def provider() -> Iterator[House]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "tests.single_sign_on.provider", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    house = House(f"http://localhost:{port}")
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            requests.get(f"{house.url}/.well-known/openid-configuration", timeout=2)
            break
        except requests.RequestException:
            time.sleep(0.1)
    yield house
    process.terminate()
    process.wait(20)
