"""Checks servers named from outside, before anything runs on them.

A login that may bypass row security would make every wall between organisations vanish without a sign.
"""

from __future__ import annotations

from collections.abc import Mapping

import psycopg

LOGINS = {
    "DATABASE_URL": "bd_staff",
    "DATABASE_WORKER_URL": "bd_eraser",
    "DATABASE_OWNER_URL": "bd_door_network",
}
SECRETS = ("SECRET_KEY", "KEY_ENCRYPTION_KEY")

POWERFUL = """
    SELECT coalesce(string_agg(rolname, ', '), '') FROM pg_roles
    WHERE (rolsuper OR rolbypassrls) AND pg_has_role(session_user, oid, 'MEMBER')
"""
MEMBER = "SELECT count(*) FROM pg_roles WHERE rolname = %s AND pg_has_role(session_user, oid, 'MEMBER')"


class NotFit(Exception):
    """What was configured from outside cannot be used; the message says what to do."""


def check_outside(environment: Mapping[str, str]) -> None:
    """Refuse missing addresses, missing secrets and logins with too much or too little power."""
    missing = [name for name in LOGINS if not environment.get(name)]
    missing += [name for name in SECRETS if not environment.get(name) and not environment.get(f"{name}_FILE")]
    if missing:
        raise NotFit(f"With a database from outside these must be set too: {', '.join(missing)}.")
    for name, role in LOGINS.items():
        check_login(name, environment[name], role)


def check_login(name: str, url: str, role: str) -> None:
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            powerful = connection.execute(POWERFUL).fetchone()
            member = connection.execute(MEMBER, [role]).fetchone()
    except psycopg.OperationalError as failure:
        raise NotFit(f"{name}: the database does not answer: {failure}") from failure
    if powerful and powerful[0]:
        raise NotFit(
            f"{name}: this login bypasses row security (through {powerful[0]}); use the roles of roles.sql."
        )
    if not member or not member[0]:
        raise NotFit(
            f"{name}: this login is no member of {role}; run deploy/postgres/roles.sql as a superuser."
        )
