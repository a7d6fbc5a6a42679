"""The real product in processes of its own: the launcher on a throwaway data folder and a free port."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from beterdichtbij.embedded.folder import DataFolder
from beterdichtbij.embedded.postgres import Postgres
from beterdichtbij.launching.front_door import answer
from beterdichtbij.launching.settings import ROOT

# What the test run was told about its own servers is not for the product.
OURS = (
    "DATABASE_",
    "REDIS_URL",
    "SECRET_KEY",
    "KEY_ENCRYPTION_KEY",
    "DATA_DIR",
    "PUBLIC_URL",
    "DEMO",
    "DJANGO_",
)
UP = "Stop with Ctrl-C."


class Product:
    """One launcher and everything it starts."""

    def __init__(self, data: Path, *, port: int | None = None, **environment: str) -> None:
        self.data, self.port = data, port or free_port()
        clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self.environment = clean | {"DATA_DIR": str(data), "PORT": str(self.port), "DEMO": "0"} | environment
        self.output = data.with_name(f"{data.name}.out")
        self.launcher: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self, *, patience: float = 400) -> None:
        """Start it and wait until it says where it is."""
        with self.output.open("wb") as output:
            command = [sys.executable, "-m", "beterdichtbij.launcher"]
            self.launcher = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=output, stderr=subprocess.STDOUT
            )
        wait_for(lambda: self.launcher.poll() is not None or UP in self.said(), patience=patience)
        assert self.launcher.poll() is None, self.said()

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End the launcher, and return how it ended."""
        assert self.launcher is not None
        self.launcher.send_signal(number)
        return self.launcher.wait(30)

    def discard(self) -> None:
        """Leave nothing behind, whatever state it is in."""
        if self.launcher and self.launcher.poll() is None:
            self.stop()
        if (self.data / "postgres").exists():
            Postgres(DataFolder(self.data), throwaway=True).stop()

    def status(self, path: str = "/") -> int | None:
        return answer("127.0.0.1", self.port, path)

    def process(self, part: str) -> int | None:
        """Return the process id of a part (web, worker, beat, media, Valkey, PostgreSQL), or None."""
        if part == "PostgreSQL":
            return self._postmaster()
        mark = {"web": "launching.serve", "media": "video.media", "Valkey": "valkey-server"}.get(
            part, f" {part} "
        )
        children = Path(f"/proc/{self.launcher.pid}/task/{self.launcher.pid}/children").read_text().split()
        return next((int(child) for child in children if mark in command_line(int(child))), None)

    def _postmaster(self) -> int | None:
        with contextlib.suppress(FileNotFoundError):
            number = int((self.postgres().data / "postmaster.pid").read_text().split()[0])
            return number if "postgres" in command_line(number) else None
        return None

    def postgres(self) -> Postgres:
        return Postgres(DataFolder(self.data))

    def kill(self, part: str) -> int:
        number = self.process(part)
        assert number is not None, f"{part} does not run"
        os.kill(number, signal.SIGKILL)
        return number

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py on this product and return what it printed."""
        command = [sys.executable, "-m", "beterdichtbij.launching.manage", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextlib.contextmanager
    def database(self) -> Iterator[psycopg.Connection]:
        """Connect as the superuser of the private cluster."""
        with psycopg.connect(self.postgres().url(), autocommit=True) as connection:
            yield connection


def command_line(number: int) -> str:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def wait_for(condition, *, patience: float = 30) -> None:
    until = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
