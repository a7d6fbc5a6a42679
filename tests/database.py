"""The test database: made and migrated by the owner, then used by a login without rights of its own."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from beterdichtbij import environment
from beterdichtbij.embedded.folder import DataFolder
from beterdichtbij.embedded.postgres import Postgres

MIGRATED = "migrated"  # what each is copied from, because migrating takes long


def make_database(name: str = f"test_{os.getpid()}") -> None:
    """Create an empty, migrated database and point Django's default connection at it as login `bd_test`."""
    make_migrated()
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        owner.execute(copy.format(sql.Identifier(name), sql.Identifier(MIGRATED)))
    connections["default"].settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name


def make_migrated() -> None:
    """Make the database that others are copied from, once in a cluster."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        if not owner.execute("SELECT FROM pg_database WHERE datname = %s", [MIGRATED]).fetchall():
            owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(MIGRATED)))
            _migrate()


def _migrate() -> None:
    runtime, owner = connections["default"].settings_dict, environment.database("DATABASE_OWNER_URL")
    as_runtime = {key: runtime[key] for key in ("USER", "PASSWORD", "NAME", "OPTIONS")}
    runtime |= {"USER": owner["USER"], "PASSWORD": owner["PASSWORD"], "NAME": MIGRATED, "OPTIONS": {}}
    call_command("migrate", verbosity=0, skip_checks=True)
    connections["default"].close()
    runtime |= as_runtime


def drop_database() -> None:
    """Close every connection and drop the test database."""
    name = connections["default"].settings_dict["NAME"]
    connections["default"].close()
    connections["default"].close_pool()
    # As the superuser, who alone may end what a pool or a thread of the tests still holds open.
    superuser = Postgres(DataFolder(Path(os.environ["DATA_DIR"]))).url()
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
