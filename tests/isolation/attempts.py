"""One scope tries one verb on one row of somebody else; what happened is told in a word."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import Error, connection, transaction

from rowsecurity.scopes import Scope, open_scope

COLUMNS = """SELECT a.attname FROM pg_attribute a
  WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''"""
REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.ForeignKeyViolation)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as its owner sees it, and the column that names it."""

    table: str
    key: str
    content: dict[str, Any]

    def changed(self, **content: Any) -> Row:
        return Row(self.table, self.key, self.content | content)


def run(scope: Scope, statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    """Run a statement in a scope, keys checked at once, and undo it."""
    with open_scope(scope), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, parameters)
        rows = cursor.fetchall() if cursor.description else [()] * cursor.rowcount
        transaction.set_rollback(True)
    return rows


def reach(scope: Scope, statement: str, parameters: list[Any]) -> str:
    """ "" when nothing came of it, else what did: rows, or an error that tells too much."""
    try:
        rows = run(scope, statement, parameters)
    except Error as error:
        cause = error.__cause__
        return "" if isinstance(cause, REFUSED) else f"{type(cause).__name__}: {str(cause).splitlines()[0]}"
    return f"{len(rows)} row(s)" if rows else ""


def select(scope: Scope, row: Row) -> str:
    return reach(scope, f"SELECT 1 FROM {row.table} WHERE {row.key}::text = %s", [_text(row)])


def delete(scope: Scope, row: Row) -> str:
    return reach(scope, f"DELETE FROM {row.table} WHERE {row.key}::text = %s", [_text(row)])


def update(scope: Scope, row: Row) -> str:
    """Set each column that the role may change to what it is already; a role may have only some."""
    columns = run(
        scope,
        f"{COLUMNS} AND a.attgenerated = '' AND has_column_privilege(a.attrelid, a.attnum, 'UPDATE')",
        [row.table],
    )
    changes = ", ".join(f'"{column}" = "{column}"' for (column,) in columns)
    if not changes:
        return ""
    return reach(scope, f"UPDATE {row.table} SET {changes} WHERE {row.key}::text = %s", [_text(row)])


def insert(scope: Scope, row: Row) -> str:
    """Insert the row as it is told here, with a key of its own."""
    columns = ", ".join(f'"{column}"' for column in row.content)
    return reach(
        scope,
        f"INSERT INTO {row.table} ({columns}) OVERRIDING SYSTEM VALUE"
        f" SELECT {columns} FROM jsonb_populate_record(NULL::{row.table}, %s::jsonb)",
        [json.dumps(row.content)],
    )


def _text(row: Row) -> str:
    # A bytea key is compared as PostgreSQL writes it, which is how it stands in the JSON.
    return str(row.content[row.key])
