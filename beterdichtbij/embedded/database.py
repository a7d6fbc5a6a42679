"""Roles, passwords and the database of the product inside a private cluster."""

from __future__ import annotations

from pathlib import Path

import psycopg
from psycopg import sql

from beterdichtbij.embedded.folder import DataFolder
from beterdichtbij.embedded.postgres import Postgres

DATABASE = "beterdichtbij"
OWNER, WEB, WORKER = "bd_owner", "bd_web", "bd_worker"
SCRIPTS = Path(__file__).resolve().parents[2] / "deploy" / "postgres"


def prepare_database(postgres: Postgres, folder: DataFolder) -> dict[str, str]:
    """Make roles and database what they should be; return the addresses of the logins."""
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        run_script(connection, "roles.sql")
        for role in (OWNER, WEB, WORKER):
            set_password(connection, role, folder.secret(role))
        create_database(connection, DATABASE)
    secure_database(postgres, DATABASE)
    return addresses(postgres, folder)


def addresses(postgres: Postgres, folder: DataFolder) -> dict[str, str]:
    return {
        "DATABASE_URL": postgres.url(WEB, folder.secret(WEB), DATABASE),
        "DATABASE_WORKER_URL": postgres.url(WORKER, folder.secret(WORKER), DATABASE),
        "DATABASE_OWNER_URL": postgres.url(OWNER, folder.secret(OWNER), DATABASE),
    }


def create_database(connection: psycopg.Connection, name: str) -> None:
    if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
        )


def secure_database(postgres: Postgres, name: str) -> None:
    """Give the schema to the owner and take from everyone what PostgreSQL gives by default."""
    with psycopg.connect(postgres.url(database=name), autocommit=True) as connection:
        run_script(connection, "database.sql")


def set_password(connection: psycopg.Connection, role: str, password: str) -> None:
    statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
    connection.execute(statement.format(sql.Identifier(role), sql.Literal(password)))


def run_script(connection: psycopg.Connection, name: str) -> None:
    connection.execute((SCRIPTS / name).read_bytes())
