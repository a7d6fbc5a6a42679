"""A PostgreSQL of one run's own that waits for its disk, with the tables of the product in it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from beterdichtbij.embedded.database import OWNER
from beterdichtbij.embedded.folder import DataFolder
from beterdichtbij.embedded.postgres import Postgres
from beterdichtbij.launching.settings import new_encryption_key, new_secret_key
from tests.servers import LOGIN, make_roles

# As a server that is cared for has them; everything that makes an answer wait for the disk stays on.
TUNED = "shared_buffers = '2GB'", "max_wal_size = '16GB'", "wal_compression = 'on'"


@dataclass(frozen=True)
class Cluster:
    postgres: Postgres
    database: str

    @contextmanager
    def superuser(self) -> Iterator[psycopg.Connection]:
        with psycopg.connect(self.postgres.url(database=self.database), autocommit=True) as connection:
            yield connection


@contextmanager
def cluster(*, name: str = "load_clock") -> Iterator[Cluster]:
    """Start it, migrate, and remove it in the end. Sets the environment, also for processes of this one."""
    folder = DataFolder(Path(tempfile.mkdtemp(prefix="bd-clock-")))
    folder.claim()
    postgres = Postgres(folder)
    try:
        start(postgres)
        make_roles(postgres, folder)
        tell(postgres, folder)
        set_up()
        from tests.database import make_database

        make_database(name)
        os.environ["DATABASE_URL"] = postgres.url(LOGIN, folder.secret(LOGIN), name)
        os.environ["PLAIN_URL"] = postgres.url(database=name)
        yield Cluster(postgres, name)
    finally:
        postgres.stop()
        folder.release()
        shutil.rmtree(folder.path, ignore_errors=True)


def start(postgres: Postgres) -> None:
    postgres.start()
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        for setting in TUNED:
            connection.execute(f"ALTER SYSTEM SET {setting}")
    postgres.stop()
    postgres.start()


def tell(postgres: Postgres, folder: DataFolder) -> None:
    """What the settings ask for; nobody here needs a Valkey."""
    os.environ |= {
        "DATABASE_URL": postgres.url(LOGIN, folder.secret(LOGIN)),
        "DATABASE_OWNER_URL": postgres.url(OWNER, folder.secret(OWNER)),
        "REDIS_URL": "unix:///nonexistent/valkey.sock",
        "SECRET_KEY": folder.secret("secret-key", new_secret_key),
        "KEY_ENCRYPTION_KEY": folder.secret("key-encryption-key", new_encryption_key),
        "DATA_DIR": str(folder.path),
    }


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beterdichtbij.settings")
    import django

    django.setup()


def parent(pid: int) -> int:
    """The process that started this one; of a server process of PostgreSQL that is the postmaster."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
