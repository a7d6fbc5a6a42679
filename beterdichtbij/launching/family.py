"""Keeps the processes of the product running until they are asked to stop."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from beterdichtbij.embedded.processes import die_with_parent
from beterdichtbij.launching.logfiles import LogFile

Say = Callable[[str], None]

SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
SETTLED_AFTER = 30.0
GRACE = 15


class Child:
    """One process that is started again when it ends, a little later each time it does not live long."""

    def __init__(
        self,
        name: str,
        command: list[str],
        *,
        environment: Mapping[str, str],
        log: Path,
        descriptors: tuple[int, ...],
    ) -> None:
        self.name, self.command, self.environment = name, command, environment
        self.log, self.descriptors = LogFile(log), descriptors
        self.early_deaths = 0
        self._pause = SHORTEST_PAUSE
        self._start_at: float | None = None
        self.start()

    def start(self) -> None:
        with self.log.path.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                pass_fds=self.descriptors,
                preexec_fn=die_with_parent,
            )
        self._started, self._start_at = time.monotonic(), None

    def watch(self, say: Say) -> None:
        for line in self.log.warnings():
            say(f"{self.name}: {line}")
        if self.process.poll() is None:
            return
        if self._start_at is None:
            self._plan_start(say)
        elif time.monotonic() >= self._start_at:
            self.start()

    def _plan_start(self, say: Say) -> None:
        settled = time.monotonic() - self._started > SETTLED_AFTER
        self.early_deaths = 0 if settled else self.early_deaths + 1
        self._pause = SHORTEST_PAUSE if settled else min(self._pause * 2, LONGEST_PAUSE)
        self._start_at = time.monotonic() + self._pause
        say(f"{self.name} ended ({self.process.returncode}); starting it again in {self._pause:.1f} s.")


class Family:
    """All children of the launcher."""

    def __init__(self) -> None:
        self.children: list[Child] = []

    def watch(self, say: Say) -> None:
        for child in self.children:
            child.watch(say)

    def bound_logs(self) -> None:
        for child in self.children:
            child.log.bound()

    def hopeless(self) -> Child | None:
        """Return a child that died at once three times in a row."""
        return next((child for child in self.children if child.early_deaths >= 3), None)

    def stop(self) -> None:
        """Ask all of them at once, and insist after the grace time."""
        for child in self.children:
            child.process.terminate()
        until = time.monotonic() + GRACE
        for child in self.children:
            try:
                child.process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
        self.children = []
