"""Reads the catalogue of the database and names everything that is not as the design says.

A rule is one query whose rows are findings: the subject, and what is wrong with it. A subject that is an
exception on purpose stands in `tests/isolation/reviewed.py` under the name of the rule, with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import Connection

from tests.isolation import reviewed
from tests.isolation.catalogue import functions, keys, policies, roles, tables

RULES: dict[str, str] = tables.RULES | policies.RULES | keys.RULES | functions.RULES | roles.RULES


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    rule: str
    subject: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.subject}"


def all_findings(connection: Connection) -> set[Finding]:
    """Every row of every rule, exceptions included."""
    return {
        Finding(rule, subject)
        for rule, query in RULES.items()
        for (subject,) in connection.execute(query.encode()).fetchall()
    }


def findings(connection: Connection) -> set[Finding]:
    """What is wrong: not on the reviewed list."""
    return {
        found
        for found in all_findings(connection)
        if found.subject not in reviewed.CATALOGUE.get(found.rule, {})
    }


def stale_reviews(connection: Connection) -> set[Finding]:
    """Exceptions that are no longer needed; a list that only grows is not a review."""
    found = all_findings(connection)
    listed = {Finding(rule, subject) for rule, subjects in reviewed.CATALOGUE.items() for subject in subjects}
    return listed - found
