"""A private PostgreSQL cluster that outlives a killed launcher and is taken over by the next."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

from beterdichtbij.embedded import binaries
from beterdichtbij.embedded.folder import DataFolder, private_folder, write_private
from beterdichtbij.embedded.processes import Runner, unprivileged

SUPERUSER = "postgres"
PATIENCE = 30

# Refusals of the database carry values of rows: neither statements nor details go to the log.
CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 120
shared_buffers = 128MB
wal_writer_delay = 10ms
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_min_error_statement = panic
log_error_verbosity = terse
"""
THROWAWAY = """
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
wal_level = minimal
max_wal_senders = 0
"""


class PostgresFailed(Exception):
    """PostgreSQL could not be made or started; the message holds the end of its log."""


class Postgres:
    name = "PostgreSQL"

    def __init__(self, folder: DataFolder, *, throwaway: bool = False) -> None:
        self.throwaway = throwaway
        self.is_new = False
        self.runner = unprivileged()
        self.password = folder.secret("postgres-superuser")
        if self.runner.account:
            self.home = _home_of_account(folder, self.runner)
            self.programs = binaries.postgres_programs_for_others()
            self.sockets = self.home
            self.log = self.home / "postgres.log"
        else:
            self.home = folder.path
            self.programs = binaries.postgres_programs()
            self.sockets = folder.sockets()
            self.log = folder.folder("logs") / "postgres.log"
        self.data = self.home / "postgres"

    def start(self) -> None:
        """Start the cluster, made on first use; a running one is taken over.

        After a kill neither `pg_ctl status` nor one failed start can be trusted: the dead server may be a
        zombie, and its last children may still hold the shared memory.
        """
        if not (self.data / "PG_VERSION").exists():
            self._create()
            self.is_new = True
        self._configure()
        until = time.monotonic() + PATIENCE
        while not self.ready():
            if (
                self._control("start", "-w", "-t", str(PATIENCE), "-l", str(self.log))
                and time.monotonic() > until
            ):
                raise PostgresFailed(self._end_of_log())
            time.sleep(0.05)

    def ready(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=3).close()
        except psycopg.OperationalError:
            return False
        return True

    def checkpoint(self) -> None:
        """Return when everything written so far is on the disk."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute("CHECKPOINT")

    def stop(self) -> None:
        self._control("stop", "-w", "-m", "immediate" if self.throwaway else "fast")
        if self.throwaway and self.runner.account:
            shutil.rmtree(self.home, ignore_errors=True)

    def url(self, user: str = SUPERUSER, password: str | None = None, database: str = "postgres") -> str:
        secret = quote(password or self.password, safe="")
        return f"postgresql://{user}:{secret}@/{database}?host={quote(str(self.sockets), safe='')}"

    def _create(self) -> None:
        # Made under another name, so that an interrupted initdb is never mistaken for a cluster.
        draft = self.data.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        password_file = self.home / "initdb-password"
        write_private(password_file, self.password + "\n")
        self._give(password_file)
        try:
            self._initialise(draft, password_file)
        finally:
            password_file.unlink()
        draft.rename(self.data)

    def _initialise(self, draft: Path, password_file: Path) -> None:
        # The builtin locale came with PostgreSQL 17.
        locale = ["--locale=C.UTF-8", *(["--locale-provider=builtin"] if self._major() >= 17 else [])]
        made = self.runner.run(
            str(self.programs / "initdb"), f"--pgdata={draft}", f"--username={SUPERUSER}", "--encoding=UTF8",
            "--auth=scram-sha-256", f"--pwfile={password_file}", *locale,
            *(["--no-sync"] if self.throwaway else []), capture_output=True,
        )  # fmt: skip
        if made.returncode:
            raise PostgresFailed(made.stdout + made.stderr)
        with (draft / "postgresql.conf").open("a") as handle:
            handle.write("\ninclude 'product.conf'\n")

    def _configure(self) -> None:
        # Written at every start, because a checkout may have moved.
        path = self.data / "product.conf"
        write_private(
            path, CONFIGURATION.format(sockets=self.sockets) + (THROWAWAY if self.throwaway else "")
        )
        self._give(path)

    def _give(self, path: Path) -> None:
        if self.runner.account:
            shutil.chown(path, self.runner.account.pw_uid, self.runner.account.pw_gid)

    def _control(self, *arguments: str) -> int:
        # Never a pipe: the server would inherit it and keep its reader waiting.
        nothing = subprocess.DEVNULL
        command = (str(self.programs / "pg_ctl"), "-D", str(self.data), *arguments)
        return self.runner.run(*command, stdin=nothing, stdout=nothing, stderr=nothing).returncode

    def _major(self) -> int:
        answer = self.runner.run(str(self.programs / "postgres"), "--version", capture_output=True)
        found = re.search(r"\) (\d+)", answer.stdout)
        if found is None:
            raise PostgresFailed(answer.stdout + answer.stderr)
        return int(found[1])

    def _end_of_log(self) -> str:
        return (
            self.log.read_text(errors="replace")[-2000:] if self.log.exists() else "PostgreSQL did not start."
        )


def _home_of_account(folder: DataFolder, runner: Runner) -> Path:
    """Return a folder of the other account, one for each data folder, however often that is made anew."""
    assert runner.account is not None
    home = binaries.ELSEWHERE / f"cluster-{folder.secret('postgres-place')[:12]}"
    binaries.ELSEWHERE.mkdir(mode=0o755, parents=True, exist_ok=True)
    if not home.exists():
        private_folder(home)
        shutil.chown(home, runner.account.pw_uid, runner.account.pw_gid)
    return home
