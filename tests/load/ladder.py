"""The bare questions by which the goals of the lists were set: what a machine can without a product.

A goal in milliseconds belongs to the machine on which it was set. There the slowest of a hundred of these
took `SET_BY`: the same shapes on tables of their own with the right indexes, a policy that compares one
column with a setting, prepared, each in a transaction, by the clock of a driver. So a goal is also a ratio,
which another machine and what its host takes from both do not change: ours may take `may_be` times as long
as these, by the same clock, in turn.
"""

from __future__ import annotations

import random
import time
from statistics import quantiles
from typing import Any

import psycopg

from tests.load.fill import superuser

# Milliseconds, p99, with 1,000,000 conversations and 10,000,000 messages on two quiet cores.
SET_BY = {"department page": 0.61, "waiting of departments": 0.23, "patient list": 0.17, "thread": 0.15}
GOALS = {"department page": 1.0, "waiting of departments": 0.5, "patient list": 0.5, "thread": 0.5}
TABLES = """
CREATE SCHEMA ladder;
CREATE TABLE ladder.tenant AS SELECT id AS source, row_number() OVER ()::int AS id FROM tenants_organisation;
CREATE TABLE ladder.department AS
  SELECT id AS source, row_number() OVER ()::int AS id FROM tenants_department;
CREATE TABLE ladder.patient AS SELECT id AS source, row_number() OVER ()::int AS id FROM people_patient;
CREATE TABLE ladder.conversation AS SELECT row_number() OVER ()::int AS id, t.id AS tenant_id,
  d.id AS department_id, p.id AS patient_id, (c.closed_at IS NOT NULL)::int AS status, c.waiting_since,
  c.last_message_at, c.last_number, repeat('vraag ', 6) AS subject, repeat('antwoord ', 12) AS last_message
  FROM conversations_conversation c JOIN ladder.tenant t ON t.source = c.organisation_id
  JOIN ladder.department d ON d.source = c.department_id JOIN ladder.patient p ON p.source = c.patient_id;
CREATE TABLE ladder.participant AS SELECT c.id AS conversation_id, c.tenant_id, u.id AS user_id,
  (random() < 0.2)::int AS unread
  FROM ladder.conversation c CROSS JOIN LATERAL (VALUES (c.patient_id), (-c.department_id)) u(id);
CREATE TABLE ladder.message AS SELECT row_number() OVER () AS id, c.tenant_id, c.id AS conversation_id,
  c.patient_id AS sender_id, repeat('woord ', 20) AS body, now() AS sent_at
  FROM ladder.conversation c CROSS JOIN LATERAL generate_series(1, c.last_number);
CREATE INDEX ON ladder.conversation (tenant_id, department_id, waiting_since, id)
  WHERE status = 0 AND waiting_since IS NOT NULL;
CREATE INDEX ON ladder.conversation (tenant_id, patient_id, last_message_at DESC, id DESC);
CREATE UNIQUE INDEX ON ladder.participant (conversation_id, user_id);
CREATE INDEX ON ladder.message (conversation_id, id);
CREATE ROLE ladder_reader;
GRANT USAGE ON SCHEMA ladder TO ladder_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA ladder TO ladder_reader;
"""
POLICY = """
ALTER TABLE ladder.{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON ladder.{table} USING (tenant_id = (SELECT current_setting('ladder.tenant')::int));
"""
# Department pages are full; the patients are those of the people whose lists are asked.
SUBJECTS = {
    "department page": """SELECT tenant_id, department_id FROM ladder.conversation
        WHERE status = 0 AND waiting_since IS NOT NULL GROUP BY 1, 2 HAVING count(*) >= 50""",
    "patient list": """SELECT DISTINCT c.tenant_id, c.patient_id FROM ladder.conversation c
        JOIN ladder.patient l ON l.id = c.patient_id JOIN people_patient p ON p.id = l.source
        WHERE p.person_id IN (SELECT DISTINCT person_id FROM people_patient ORDER BY 1 LIMIT 300)""",
    "thread": "SELECT tenant_id, id FROM ladder.conversation ORDER BY id LIMIT 2000",
}
LISTED = """SELECT c.id, c.subject, c.last_message, c.last_message_at, c.waiting_since, u.unread
    FROM ladder.conversation c LEFT JOIN ladder.participant u ON u.conversation_id = c.id AND u.user_id = """
QUESTIONS = {
    "department page": LISTED
    + """-c.department_id WHERE c.department_id = %s AND c.status = 0
        AND c.waiting_since IS NOT NULL ORDER BY c.waiting_since, c.id LIMIT 50""",
    "waiting of departments": """SELECT count(*) FROM ladder.conversation
        WHERE department_id = %s AND status = 0 AND waiting_since IS NOT NULL""",
    "patient list": LISTED
    + "c.patient_id WHERE c.patient_id = %s ORDER BY c.last_message_at DESC, c.id DESC LIMIT 50",
    "thread": "SELECT * FROM ladder.message WHERE conversation_id = %s ORDER BY id DESC LIMIT 50",
}


class Ladder:
    """Asks one of the bare questions, each time of somebody else."""

    def __init__(self, name: str) -> None:
        self.name, self.spent = name, list[float]()
        with psycopg.connect(superuser(), autocommit=True) as owner:
            make(owner)
            asked = SUBJECTS.get(name, SUBJECTS["department page"])
            self._subjects: list[Any] = owner.execute(asked).fetchall()
        self._connection = psycopg.connect(superuser())
        self._connection.prepare_threshold = 0
        # As ours, all were asked before by this session: nothing comes from a disk.
        for each in self._subjects:
            self._ask(*each)

    def ask(self) -> None:
        self.spent.append(self._ask(*random.choice(self._subjects)))

    def _ask(self, tenant: int, subject: int) -> float:
        """Milliseconds."""
        with self._connection.transaction():
            self._connection.execute("SET LOCAL ROLE ladder_reader")
            self._connection.execute("SELECT set_config('ladder.tenant', %s, true)", [str(tenant)])
            began = time.perf_counter()
            self._connection.execute(QUESTIONS[self.name], [subject]).fetchall()
            return 1000 * (time.perf_counter() - began)

    def told(self) -> dict[str, float]:
        found = quantiles(self.spent, n=100)
        may_be = GOALS[self.name] / SET_BY[self.name]
        return {"p50": found[49], "p99": found[98], "may_be": may_be}

    def close(self) -> None:
        self._connection.close()


def make(owner: psycopg.Connection) -> None:
    """The tables, of what was filled; once, in a minute or two."""
    if owner.execute("SELECT to_regnamespace('ladder')").fetchone() != (None,):
        return
    owner.execute(TABLES)
    for table in ("conversation", "participant", "message"):
        owner.execute(POLICY.format(table=table))
        owner.execute(f"VACUUM ANALYZE ladder.{table}")
    owner.execute("CHECKPOINT")
