"""Web processes on the database of the test run, as the launcher serves them: several on one port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from uuid import UUID

from django.db import connections

from beterdichtbij.launching.settings import ROOT
from beterdichtbij.launching.shares import open_shares

SENDS_PER_MINUTE = 40
PROBE = f"/api/v1/conversations/{UUID(int=0)}/messages/"


class Webs:
    """A number of web processes that share a listening socket."""

    def __init__(self, number: int, **environment: str) -> None:
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(1024)
        self.port = self.listener.getsockname()[1]
        self.shares = open_shares(number)
        self.number, self.environment = number, _environment(self.port) | environment
        self.processes: list[subprocess.Popen[bytes]] = []

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Start them and wait until each could answer."""
        self.processes = [self._process(number) for number in range(self.number)]
        deadline = time.monotonic() + 30
        while not self._answers():
            assert time.monotonic() < deadline, "no web process answers"
            time.sleep(0.1)

    def kill(self, index: int) -> None:
        """End one without warning, and start another in its place."""
        self.processes[index].send_signal(signal.SIGKILL)
        self.processes[index].wait()
        self.processes[index] = self._process(index)

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.listener.close()
        for each in self.shares:
            os.close(each)

    def _process(self, number: int) -> subprocess.Popen[bytes]:
        shared = [self.listener.fileno(), *self.shares]
        told = [str(each) for each in (shared[0], number, *self.shares)]
        command = [sys.executable, "-m", "beterdichtbij.launching.serve", *told]
        # As many files as a shell allows.
        command = ["prlimit", "--nofile=1024:", *command]
        return subprocess.Popen(command, cwd=Path(ROOT), env=self.environment, pass_fds=shared)

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", PROBE, headers={"Host": "localhost"})
            return connection.getresponse().status == 401
        except OSError:
            return False
        finally:
            connection.close()


def _environment(port: int) -> dict[str, str]:
    """Ours, with the database of this run and the address they answer on."""
    name = connections["default"].settings_dict["NAME"]
    address, _, options = os.environ["DATABASE_URL"].partition("?")
    database = f"{address.rpartition('/')[0]}/{name}" + (f"?{options}" if options else "")
    return os.environ | {
        "DATABASE_URL": database,
        "PUBLIC_URL": f"http://localhost:{port}",
        "SENDS_PER_MINUTE": str(SENDS_PER_MINUTE),
    }
