"""A dump by the backup role holds every row, and what is restored from it is walled as before."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from beterdichtbij.embedded.database import create_database, secure_database, set_password
from beterdichtbij.embedded.folder import DataFolder
from beterdichtbij.embedded.postgres import Postgres

WALLS = """
    SELECT (SELECT count(*) FROM pg_policy),
           (SELECT count(*) FROM pg_class WHERE relforcerowsecurity),
           (SELECT count(*) FROM pg_proc WHERE prosecdef),
           (SELECT count(*) FROM django_migrations)
"""


@pytest.fixture
def postgres():
    postgres = Postgres(DataFolder(Path(os.environ["DATA_DIR"])))
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        set_password(connection, "bd_backup", "for-this-test")
        create_database(connection, "restored")
        yield postgres
        connection.execute("DROP DATABASE restored WITH (FORCE)")


def walls(postgres: Postgres, database: str) -> tuple[int, ...]:
    with psycopg.connect(postgres.url(database=database)) as connection:
        return connection.execute(WALLS).fetchone()


def test_a_restored_backup_has_the_same_rows_and_the_same_walls(postgres, tmp_path, django_db_setup):
    """As docs/operations.md says it."""
    dump, source = tmp_path / "dump", settings.DATABASES["default"]["NAME"]
    as_backup = postgres.url("bd_backup", "for-this-test", source)

    subprocess.run([postgres.programs / "pg_dump", "-Fc", "-f", dump, "-d", as_backup], check=True)
    restore = [postgres.programs / "pg_restore", "-d", postgres.url(database="restored"), dump]
    subprocess.run(restore, check=True, capture_output=True)
    secure_database(postgres, "restored")

    assert walls(postgres, "restored") == walls(postgres, source)
    assert min(walls(postgres, "restored")) > 0
