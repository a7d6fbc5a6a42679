"""The data folder: private to one account, claimed by one launcher at a time."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

# The kernel's limit for a socket path is 107 bytes; PostgreSQL adds ".s.PGSQL.5432".
LONGEST_SOCKET_FOLDER = 85
PATIENCE = 20


class FolderInUse(Exception):
    """Another launcher holds this data folder."""


class FolderRefused(Exception):
    """The folder belongs to somebody else."""


class DataFolder:
    """A folder of mode 0700 with everything that must survive a restart."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._locks: list[IO[str]] = []

    def claim(self) -> None:
        """Make the folder if need be and hold it for as long as this process and its children live."""
        private_folder(self.path)
        launcher = self._lock("lock", patience=0)
        # Children inherit this one: after a killed launcher the next waits until the last of them is gone,
        # so that two servers never write the same files.
        family = self._lock("family.lock", patience=PATIENCE)
        self._locks = [launcher, family]

    def release(self) -> None:
        for lock in self._locks:
            lock.close()
        self._locks = []

    @property
    def inherited(self) -> tuple[int, ...]:
        """Descriptors every child must keep open, see `claim`."""
        return tuple(lock.fileno() for lock in self._locks[1:])

    def folder(self, name: str) -> Path:
        return private_folder(self.path / name)

    def secret(self, name: str, make: Callable[[], str] = lambda: secrets.token_urlsafe(32)) -> str:
        """Return the secret of this name, made on first use."""
        return self.secret_file(name, make).read_text().strip()

    def secret_file(self, name: str, make: Callable[[], str] = lambda: secrets.token_urlsafe(32)) -> Path:
        path = self.folder("secrets") / name
        if not path.exists():
            write_private(path, make() + "\n")
        return path

    def sockets(self) -> Path:
        """Return a private folder whose name is short enough for sockets."""
        inside = self.path / "sockets"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
            return private_folder(inside)
        mark = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]
        return private_folder(Path(tempfile.gettempdir()) / f"beterdichtbij-{os.geteuid()}-{mark}")

    def _lock(self, name: str, *, patience: float) -> IO[str]:
        handle = (self.path / name).open("w")
        until = time.monotonic() + patience
        while not locked(handle):
            if time.monotonic() > until:
                handle.close()
                raise FolderInUse(f"The product already runs on {self.path}.")
            time.sleep(0.05)
        return handle


def locked(handle: IO[str]) -> bool:
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def private_folder(path: Path) -> Path:
    """Return the folder with mode 0700; refuse one of another account, or a link to somewhere else."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise FolderRefused(f"{path} belongs to another account; remove it, or choose another DATA_DIR.")
    if stat.S_IMODE(found.st_mode) != 0o700:
        path.chmod(0o700)
    return path


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 0600 whole or not at all."""
    with unfinished(path) as handle:
        handle.write(text)


@contextlib.contextmanager
def unfinished(path: Path) -> Iterator[IO[str]]:
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        yield handle
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(path)
