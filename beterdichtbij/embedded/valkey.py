"""A private Valkey on a unix socket; what it holds are hints, never the truth."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time

from beterdichtbij.embedded.binaries import valkey_program
from beterdichtbij.embedded.folder import DataFolder
from beterdichtbij.embedded.processes import die_with_parent

PATIENCE = 15

CONFIGURATION = """
port 0
unixsocket {socket}
unixsocketperm 700
dir {folder}
logfile {log}
daemonize no
maxmemory 256mb
maxmemory-policy noeviction
save ""
appendonly {appendonly}
"""


class ValkeyFailed(Exception):
    """Valkey could not be started; the message holds the end of its log."""


class Valkey:
    name = "Valkey"

    def __init__(self, folder: DataFolder, *, throwaway: bool = False) -> None:
        self.socket = folder.sockets() / "valkey.sock"
        self.log = folder.folder("logs") / "valkey.log"
        self.inherited = folder.inherited
        self.process: subprocess.Popen[bytes] | None = None
        self.configuration = CONFIGURATION.format(
            socket=self.socket,
            folder=folder.folder("valkey"),
            log=self.log,
            appendonly="no" if throwaway else "yes",
        )

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [str(valkey_program()), "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            start_new_session=True, pass_fds=self.inherited, preexec_fn=die_with_parent,
        )  # fmt: skip
        assert self.process.stdin is not None
        self.process.stdin.write(self.configuration.encode())
        self.process.stdin.close()
        until = time.monotonic() + PATIENCE
        while not self.ready():
            if self.process.poll() is not None or time.monotonic() > until:
                raise ValkeyFailed(self._end_of_log())
            time.sleep(0.01)

    def ready(self) -> bool:
        """Tell whether our own process answers; another one on an old socket does not count."""
        if self.process is None or self.process.poll() is not None:
            return False
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(self.socket))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
        return False

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _end_of_log(self) -> str:
        return self.log.read_text(errors="replace")[-1000:] if self.log.exists() else "Valkey did not start."
