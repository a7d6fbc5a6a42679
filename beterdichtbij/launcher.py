"""Run the whole product on one machine until SIGTERM or SIGINT: python -m beterdichtbij.launcher.

Starts the servers nobody else provides, migrates, fills an empty database with the demo world, and keeps
web, worker and beat running. What is killed is started again; killed itself, it takes its children with it
and finds its data at the next start.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from beterdichtbij.embedded.folder import DataFolder, FolderInUse, FolderRefused, write_private
from beterdichtbij.embedded.postgres import PostgresFailed
from beterdichtbij.embedded.services import Services, start_services
from beterdichtbij.embedded.valkey import ValkeyFailed
from beterdichtbij.launching.family import Child, Family
from beterdichtbij.launching.figures import forget_figures
from beterdichtbij.launching.front_door import PortTaken, answer, listen
from beterdichtbij.launching.logfiles import bound
from beterdichtbij.launching.outside import NotFit, check_outside
from beterdichtbij.launching.settings import ROOT, LaunchSettings, as_login, settle, without_data
from beterdichtbij.launching.shares import open_shares
from beterdichtbij.launching.steps import StepFailed, Stopped, run_step
from beterdichtbij.launching.welcome import welcome
from beterdichtbij.translations import compile_translations

TICK = 0.1
LOOK_AT_SERVERS_EVERY, LOOK_AT_LOGS_EVERY = 2.0, 10.0
START_PATIENCE = 90.0
ADDRESS = "{PUBLIC_URL}"
HELP = Path(__file__).parent / "launching" / "help.txt"


class LaunchFailed(Exception):
    """The product could not be started; the message says why."""


EXPECTED = (
    FolderInUse,
    FolderRefused,
    PostgresFailed,
    ValkeyFailed,
    PortTaken,
    NotFit,
    StepFailed,
    LaunchFailed,
)


class Launcher:
    def __init__(self, settings: LaunchSettings) -> None:
        self.settings = settings
        self.folder = DataFolder(settings.data)
        self.services = Services()
        self.family = Family()
        self.listener: socket.socket | None = None
        self.stopping = False
        self.began = time.monotonic()

    def run(self) -> None:
        """Start everything, watch it, and stop it when asked."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        self.folder.claim()
        try:
            self._start()
            self._watch()
        except Stopped:
            pass
        finally:
            self._stop()

    def _ask_to_stop(self, *_: object) -> None:
        self.stopping = True

    def _start(self) -> None:
        self.listener = listen(self.settings.host, self.settings.port)
        compile_translations()
        if not self.settings.has_own_database:
            check_outside(os.environ)
        forget_figures(os.environ, self.folder.path)
        self.services = start_services(self.folder)
        self.environment = self.settings.environment(self.folder, self.services.environment)
        self._step("preparing", ["-m", "beterdichtbij.preparing"], "DATABASE_OWNER_URL")
        sign_ins = self._demo_world()
        self.services.settle()
        self._start_web(self.listener.fileno())
        self._wait_until_it_answers()
        # After the first page, which would else wait for them on a small machine.
        self._start_background()
        say(welcome(self.settings.public_url, sign_ins, time.monotonic() - self.began))

    def _demo_world(self) -> str:
        """Make the demo world once; what its command prints are the ways to sign in."""
        if not self.settings.is_demo:
            return ""
        told = self.folder.path / "demo-sign-ins.txt"
        if not (told.exists() and self.settings.has_own_database):
            printed = self._step("demo-world", ["manage.py", "demo_world"], "DATABASE_URL").read_text()
            self.services.settle()
            # Kept without the address, which may be another one next time.
            write_private(told, printed.replace(self.settings.public_url, ADDRESS))
        return told.read_text().replace(ADDRESS, self.settings.public_url)

    def _start_web(self, door: int) -> None:
        processes = self.settings.web_processes
        shares = open_shares(processes)
        for number in range(processes):
            name = "web" if processes == 1 else f"web-{number + 1}"
            told = [str(each) for each in (door, number, *shares)]
            command = ["-m", "beterdichtbij.launching.serve", *told]
            self._add(name, command, "DATABASE_URL", door, *shares)

    def _start_background(self) -> None:
        celery = ["-m", "celery", "-A", "beterdichtbij", "--quiet"]
        schedule = str(self.folder.folder("beat") / "schedule")
        worker = ["worker", "-P", "threads", "-c", "6", "-l", "WARNING", "--without-mingle"]
        self._add("worker", [*celery, *worker], "DATABASE_WORKER_URL")
        self._add(
            "beat", [*celery, "beat", "-s", schedule, "--pidfile=", "-l", "WARNING"], "DATABASE_WORKER_URL"
        )
        self._add("media", ["-m", "video.media"], None)

    def _add(self, name: str, arguments: list[str], login: str | None, *descriptors: int) -> None:
        told = as_login(self.environment, login) if login else without_data(self.environment)
        child = Child(
            name,
            [sys.executable, *arguments],
            environment=told,
            log=self.folder.folder("logs") / f"{name}.log",
            descriptors=(*self.folder.inherited, *descriptors),
        )
        self.family.children.append(child)

    def _step(self, name: str, arguments: list[str], login: str) -> Path:
        return run_step(
            [sys.executable, *arguments],
            environment=as_login(self.environment, login) | self.services.while_filling,
            output=self.folder.folder("logs") / f"{name}.txt",
            descriptors=self.folder.inherited,
            is_stopping=lambda: self.stopping,
        )

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + START_PATIENCE
        while (status := answer(self.settings.host, self.settings.port, "/")) is None:
            self.family.watch(say)
            lost = self.family.hopeless()
            if lost or time.monotonic() > until:
                raise LaunchFailed((lost or self.family.children[0]).log.end())
            self._pause()
        if status >= 500:
            say(f"The start page answers with an error ({status}); see {self.folder.path / 'logs'}.")

    def _watch(self) -> None:
        servers_at = logs_at = 0.0
        while True:
            self._pause()
            self.family.watch(say)
            now = time.monotonic()
            if now > servers_at:
                self.services.watch(say)
                servers_at = now + LOOK_AT_SERVERS_EVERY
            if now > logs_at:
                self._bound_logs()
                logs_at = now + LOOK_AT_LOGS_EVERY

    def _pause(self) -> None:
        if self.stopping:
            raise Stopped
        time.sleep(TICK)

    def _bound_logs(self) -> None:
        self.family.bound_logs()
        for log in self.services.logs():
            bound(log)

    def _stop(self) -> None:
        # Closed first, so that nobody waits at a door that will not open.
        if self.listener:
            self.listener.close()
        self.family.stop()
        self.services.stop()
        self.folder.release()


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] = ()) -> int:
    """Start; anything that is asked in another way is answered with how this works."""
    if arguments:
        is_asked = set(arguments) <= {"-h", "--help"}
        (sys.stdout if is_asked else sys.stderr).write(HELP.read_text())
        return 0 if is_asked else 2
    os.chdir(ROOT)
    settle()
    try:
        Launcher(LaunchSettings.read()).run()
    except EXPECTED as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    say("Stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
