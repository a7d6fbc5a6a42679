"""A million overdue steps claimed and recorded, and what a poll costs: python -m tests.load.clock

On a PostgreSQL of its own that waits for its disk, with our table, row security and door: every claimer
leases batches through `claim_due_steps` and records each in the job scope of its own organisation, only where
the lease is still its own. Beside it the plainest table that can do the same (one index, no row security,
claim and record in one statement), so that a figure says something on any machine: compare ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import quantiles
from typing import Any
from uuid import UUID

import psycopg

from tests.load import clock_cluster, figures

FILL = """
INSERT INTO carepaths_duestep (id, organisation_id, enrolment_id, step_id, kind, occurrence, visit_version,
  visit_starts_at, due_at, state, attempts, reason)
SELECT gen_random_uuid(), %(houses)s[1 + floor(sqrt(random()) * %(number)s)::int], gen_random_uuid(),
  %(step)s, 'step', 1, 1, moment + interval '7 days', moment, 'due', 0, ''
FROM generate_series(1, %(rows)s) AS n,
  LATERAL (SELECT date_trunc('hour', now()) + %(after)s * interval '1 hour' * (1 +
    CASE WHEN %(scattered)s THEN n %% 48 ELSE n / (%(rows)s / 47) END) AS moment) AS at
"""
# Claimed through the door of the product, whatever the organisation; kept as text, because nobody reads it.
CLAIM = """
SELECT organisation_id::text, count(*), array_agg(id)::text, array_agg(attempts)::text
FROM claim_due_steps(%s, interval '60 seconds') GROUP BY 1
"""
# As `actions.due_steps` marks what it did: only by who has the newest lease, within one organisation.
RECORD = """
UPDATE carepaths_duestep d SET state = 'done', reason = '', done_at = now(), message_number = 1
FROM unnest(%s::uuid[], %s::int[]) AS mine(id, attempt), carepaths_openstep o
WHERE o.id = mine.id AND o.attempts = mine.attempt AND d.id = o.id AND d.state = 'due'
"""
OURS = "carepaths_duestep, carepaths_openstep"
SIZE = "SELECT pg_total_relation_size('carepaths_duestep') + pg_total_relation_size('carepaths_openstep')"
PLAIN = """
CREATE TABLE plain (id bigint PRIMARY KEY, due_at timestamptz NOT NULL, done_at timestamptz,
  state smallint NOT NULL DEFAULT 0, words text NOT NULL DEFAULT repeat('x', 60)) WITH (fillfactor = 70);
CREATE TABLE plain_out (id bigint NOT NULL, at timestamptz NOT NULL DEFAULT now());
INSERT INTO plain (id, due_at) SELECT n, now() - n * interval '1 ms' FROM generate_series(1, {rows}) AS n;
CREATE INDEX plain_due ON plain (due_at) WHERE state = 0;
"""
PLAIN_BATCH = """
WITH due AS (SELECT id FROM plain WHERE state = 0 AND due_at <= now() ORDER BY due_at LIMIT %s
             FOR UPDATE SKIP LOCKED),
done AS (UPDATE plain SET state = 1, done_at = now() FROM due WHERE plain.id = due.id RETURNING plain.id)
INSERT INTO plain_out (id) SELECT id FROM done
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    rows: int
    batch: int
    claimers: int
    organisations: int
    scattered: bool
    overdue_only: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--batch", type=int, default=1000)
    parser.add_argument("--claimers", type=int, default=2)
    parser.add_argument("--organisations", type=int, default=8)
    parser.add_argument(
        "--scattered", action="store_true", help="the order of due is not the order of writing"
    )
    parser.add_argument("--overdue-only", action="store_true", help="no poll among rows planned for later")
    parser.add_argument("--as-claimer", choices=["ours", "plain"], help=argparse.SUPPRESS)
    told = vars(parser.parse_args())
    role, wanted = told.pop("as_claimer"), Wanted(**told)
    if role:
        sys.stdout.write(json.dumps({"ours": claim_ours, "plain": claim_plain}[role](wanted.batch)) + "\n")
        return
    with clock_cluster.cluster() as cluster:
        measure(cluster, wanted)


def measure(cluster: clock_cluster.Cluster, wanted: Wanted) -> None:
    from tests.carepaths.world import make_clinic
    from tests.cast import make_house

    clinics = [
        make_clinic(make_house(f"house-{n}", patients=[], staff=[])) for n in range(wanted.organisations)
    ]
    say(f"load of the machine at the start: {figures.load_average()} on {os.cpu_count()} cores")
    with cluster.superuser() as connection:
        if not wanted.overdue_only:
            fill(connection, clinics, wanted, after=1)
            idle_poll(f"{wanted.rows} rows planned for later")
            connection.execute("TRUNCATE carepaths_duestep, carepaths_openstep")
        fill(connection, clinics, wanted, after=-1)
        ours = run(connection, "ours", wanted)
        check(connection, wanted.rows, ours)
        idle_poll("right after, nothing swept up yet")
        tidy(connection, OURS)
        idle_poll("after the sweep")
        connection.execute("TRUNCATE carepaths_duestep, carepaths_openstep")
        connection.execute(PLAIN.format(rows=wanted.rows))
        tidy(connection, "plain")
        plain = run(connection, "plain", wanted)
    say(f"ours against the plain table: {ours.rate / plain.rate:.2f} of its speed,"
        f" {ours.processor / plain.processor:.1f} times its processor time")  # fmt: skip


def fill(connection: psycopg.Connection, clinics: list[Any], wanted: Wanted, *, after: int) -> None:
    """So many rows, all later (1) or all overdue (-1), on the hours of two days, as steps are."""
    step = connection.execute("SELECT id FROM carepaths_step LIMIT 1").fetchone()
    connection.execute("ALTER TABLE carepaths_duestep ENABLE ALWAYS TRIGGER open_step_of_new")
    connection.execute("SET session_replication_role = replica")
    houses = [clinic.house.id for clinic in clinics]
    values = {"houses": houses, "number": len(houses), "step": step[0] if step else None}
    rows = wanted.rows
    connection.execute(FILL, values | {"rows": rows, "after": after, "scattered": wanted.scattered})
    connection.execute("SET session_replication_role = origin")
    tidy(connection, OURS)
    size = connection.execute(SIZE).fetchone()
    say(f"filled: {rows} rows, {size[0] / rows if size else 0:.0f} bytes each on disk, indexes included")


def tidy(connection: psycopg.Connection, table: str) -> None:
    """What autovacuum and the checkpointer would do in their own time."""
    connection.execute(f"VACUUM (ANALYZE) {table}")
    connection.execute("CHECKPOINT")


def idle_poll(when: str) -> None:
    from carepaths import dispatcher

    took = []
    for _ in range(2000):
        began = time.perf_counter()
        assert dispatcher.claim() == []
        took.append((time.perf_counter() - began) * 1000)
    marks = quantiles(took, n=100)
    say(f"poll with nothing due, {when}: p50 {marks[49]:.3f} ms, p99 {marks[98]:.3f} ms")


@dataclass
class Result:
    """What the claimers did together."""

    claimed: int
    recorded: int
    rate: float
    processor: float


def run(connection: psycopg.Connection, what: str, wanted: Wanted) -> Result:
    command = [sys.executable, "-m", "tests.load.clock", "--as-claimer", what, "--batch", str(wanted.batch)]
    pid = connection.execute("SELECT pg_backend_pid()").fetchone()
    postmaster = clock_cluster.parent(pid[0] if pid else 0)
    before = sum(figures.processor_seconds([postmaster]).values())
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(wanted.claimers)]
    told = [json.loads(claimer.communicate()[0]) for claimer in running]
    used = sum(figures.processor_seconds([postmaster]).values()) - before
    took = max(each["until"] for each in told) - min(each["since"] for each in told)
    claimed, recorded = (sum(each[name] for each in told) for name in ("claimed", "recorded"))
    marks = quantiles([ms for each in told for ms in each["batches"]], n=100)
    used += sum(each["processor"] for each in told)
    say(
        f"{what}: {claimed} claimed, {recorded} recorded by {wanted.claimers} in {took:.1f} s ="
        f" {recorded / took:.0f} rows/s; batch p50 {marks[49]:.1f}, p99 {marks[98]:.1f} ms;"
        f" processor {used / claimed * 1e6:.1f} µs a row; load {figures.load_average()}"
    )
    return Result(claimed, recorded, recorded / took, used)


def check(connection: psycopg.Connection, rows: int, ours: Result) -> None:
    """Every row was claimed once and recorded once, by the table's own account."""
    counted = connection.execute(
        "SELECT count(*) FILTER (WHERE state = 'done'), count(*), (SELECT count(*) FROM carepaths_openstep)"
        " FROM carepaths_duestep"
    ).fetchone()
    assert counted is not None
    twice = f"claimed twice {ours.claimed - rows}, recorded twice {ours.recorded - rows}"
    say(f"missed {rows - counted[0]}, {twice}")
    assert counted == (rows, rows, 0) and ours.claimed == ours.recorded == rows


def claim_ours(batch: int) -> dict[str, Any]:
    clock_cluster.set_up()
    from django.db import connection

    with connection.cursor() as cursor:
        claim(cursor, 0)
        tally = Tally()
        while claims := claim(cursor, batch):
            tally.batch(sum(each[1] for each in claims), sum(record(*each) for each in claims))
    return tally.told()


def claim(cursor: Any, most: int) -> list[Any]:
    cursor.execute(CLAIM, [most])
    return list(cursor.fetchall())


def record(organisation_id: str, number: int, ids: str, attempts: str) -> int:
    """As a dispatcher does, in one transaction that is of one organisation by row security."""
    from django.db import connection

    from rowsecurity.scopes import job_scope

    with job_scope(UUID(organisation_id)), connection.cursor() as cursor:
        cursor.execute(RECORD, [ids, attempts])
        return int(cursor.rowcount)


def claim_plain(batch: int) -> dict[str, Any]:
    with psycopg.connect(os.environ["PLAIN_URL"], autocommit=True, prepare_threshold=1) as connection:
        tally = Tally()
        while number := connection.execute(PLAIN_BATCH, [batch]).rowcount:
            tally.batch(number, number)
    return tally.told()


class Tally:
    """What one claimer did, and how long each batch took it."""

    def __init__(self) -> None:
        self.claimed = self.recorded = 0
        self.batches: list[float] = []
        self.since = self.at = time.time()
        self.used = time.process_time()

    def batch(self, claimed: int, recorded: int) -> None:
        now = time.time()
        self.batches.append((now - self.at) * 1000)
        self.at, self.claimed, self.recorded = now, self.claimed + claimed, self.recorded + recorded

    def told(self) -> dict[str, Any]:
        names = ("claimed", "recorded", "batches", "since")
        more = {"until": self.at, "processor": time.process_time() - self.used}
        return {name: getattr(self, name) for name in names} | more


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
