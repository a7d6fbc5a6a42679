"""The databases the judge looks at: one as built, and one that has no row security at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connections

from tests.database import drop_database, make_database

WITHOUT_ROW_SECURITY = """
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT polname, polrelid::regclass AS name FROM pg_policy LOOP
    EXECUTE format('DROP POLICY %I ON %s', one.polname, one.name);
  END LOOP;
  FOR one IN SELECT oid::regclass AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relrowsecurity LOOP
    EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY', one.name);
  END LOOP;
  FOR one IN SELECT conname, conrelid::regclass AS name FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace AND contype = 'f' AND array_length(conkey, 1) > 1 LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.name, one.conname);
  END LOOP;
END $$
"""


@contextmanager
def as_owner() -> Iterator[psycopg.Connection]:
    """The present database as its owner; nothing is kept."""
    name = connections["default"].settings_dict["NAME"]
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname=name) as connection:
        yield connection
        connection.rollback()


@contextmanager
def own_database(name: str, *, row_security: bool) -> Iterator[None]:
    """A migrated database for the judge alone, so that what it commits troubles no other test."""
    previous = connections["default"].settings_dict["NAME"]
    leave_database()
    make_database(f"{name}_{os.getpid()}")
    try:
        if not row_security:
            with as_owner() as connection:
                connection.execute(WITHOUT_ROW_SECURITY)
                connection.commit()
        yield
    finally:
        leave_database()
        try:
            drop_database()
        finally:
            connections["default"].settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = previous


def leave_database() -> None:
    """Close this thread's connection and the pool, which remember the name of their database."""
    connections["default"].close()
    connections["default"].close_pool()
