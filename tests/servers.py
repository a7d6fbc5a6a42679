"""Throwaway PostgreSQL and Valkey for one test run, up before pytest-django reads the settings.

The tests reach the database as `bd_test`: web and worker in one login, which may call the doors of both and
take up any work role, and has no rights of its own on any table. It exists only in these clusters.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import psycopg
import pytest

from beterdichtbij.embedded.database import OWNER, WEB, WORKER, run_script, set_password
from beterdichtbij.embedded.folder import DataFolder
from beterdichtbij.embedded.postgres import Postgres
from beterdichtbij.embedded.services import Services
from beterdichtbij.embedded.valkey import Valkey
from beterdichtbij.launching.settings import new_encryption_key, new_secret_key
from beterdichtbij.translations import compile_translations
from tests import made

LOGIN = "bd_test"
PREFIX = f"beterdichtbij-test-{os.geteuid()}-"

_services = Services()
_folder: DataFolder | None = None
_seconds = 0.0


# A wrapper runs before every plain hook, pytest-django's among them.
@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    start_servers()
    return (yield)


def start_servers() -> None:
    global _folder, _seconds
    began = time.monotonic()
    remove_remains()
    _folder = DataFolder(Path(tempfile.mkdtemp(prefix=PREFIX)))
    # A worker of xdist; who divides the tests has no use for a database.
    if "PYTEST_XDIST_WORKER" in os.environ and made.is_shared():
        made.copy_cluster(_folder.path)
    _folder.claim()
    os.environ |= test_environment(_folder)
    compile_translations()
    _seconds = time.monotonic() - began


def pytest_report_header() -> str:
    return f"servers of this run: up in {_seconds:.1f} s"


def pytest_unconfigure() -> None:
    stop_servers()


def stop_servers() -> None:
    global _folder
    _services.stop()
    if _folder:
        _folder.release()
        shutil.rmtree(_folder.path, ignore_errors=True)
        _folder = None


def test_environment(folder: DataFolder) -> dict[str, str]:
    """Start the servers and return what the settings ask for."""
    postgres, valkey = Postgres(folder, throwaway=True), Valkey(folder, throwaway=True)
    _services.add(postgres)
    _services.add(valkey)
    if postgres.is_new:
        make_roles(postgres, folder)
    return {
        "DATABASE_URL": postgres.url(LOGIN, folder.secret(LOGIN)),
        "DATABASE_WORKER_URL": postgres.url(LOGIN, folder.secret(LOGIN)),
        "DATABASE_OWNER_URL": postgres.url(OWNER, folder.secret(OWNER)),
        "REDIS_URL": valkey.url,
        "SECRET_KEY": folder.secret("secret-key", new_secret_key),
        "KEY_ENCRYPTION_KEY": folder.secret("key-encryption-key", new_encryption_key),
        "DATA_DIR": str(folder.path),
        "PUBLIC_URL": "http://localhost:8000",
        "DEMO": "0",
    }


def make_roles(postgres: Postgres, folder: DataFolder) -> None:
    """Make the roles of the product; here alone the owner may create databases."""
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        run_script(connection, "roles.sql")
        # Inherits what these two may themselves; they inherit nothing from the work roles.
        connection.execute(f"CREATE ROLE {LOGIN} LOGIN INHERIT IN ROLE {WEB}, {WORKER}")
        connection.execute(f"ALTER ROLE {OWNER} CREATEDB")
        for role in (OWNER, LOGIN):
            set_password(connection, role, folder.secret(role))
    # What every new database is copied from.
    with psycopg.connect(postgres.url(database="template1"), autocommit=True) as connection:
        connection.execute(f"ALTER SCHEMA public OWNER TO {OWNER}")


def remove_remains() -> None:
    """Stop and remove what killed test runs left behind."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError), abandoned(path):
            Postgres(DataFolder(path), throwaway=True).stop()
            shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def abandoned(path: Path) -> Iterator[None]:
    """Hold the folder's lock; raises BlockingIOError when its test run is alive."""
    with (path / "family.lock").open("r+") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
