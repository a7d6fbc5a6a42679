"""How fast reminders go, and what looking for them costs when there are none.

    .venv/bin/python -m tests.with_servers .venv/bin/python -m tests.load.reminders

Three measurements in a scratch database: a poll with nothing due among many future rows, claiming alone,
and the whole (claim, lock, plan, message, task, notice, log, mark) by dispatchers in processes of their own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import UUID, uuid4

FUTURE = """
INSERT INTO carepaths_duestep (id, organisation_id, enrolment_id, step_id, kind, occurrence, visit_version,
  visit_starts_at, due_at, state, attempts, reason)
SELECT gen_random_uuid(), app_organisation(), %s, %s, 'step', 1 + n %% 30000, 2 + n / 30000,
  now(), now() + interval '1 day' * (1 + n %% 90), 'due', 0, ''
FROM generate_series(1, %s) AS n
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    future: int
    claimed: int
    whole: int
    workers: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--future", type=int, default=300_000)
    parser.add_argument("--claimed", type=int, default=50_000)
    parser.add_argument("--whole", type=int, default=2_000)
    parser.add_argument("--workers", type=int, default=2)
    wanted = Wanted(**vars(parser.parse_args()))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beterdichtbij.settings")
    import django

    django.setup()
    from tests.database import drop_database, make_database

    make_database(f"load_{os.getpid()}")
    try:
        measure(wanted)
    finally:
        drop_database()


def measure(wanted: Wanted) -> None:
    clinic = make_clinic()
    enrolment, step = one_enrolment(clinic)
    with clinic.scope():
        execute(FUTURE, [enrolment, step, wanted.future])
    tidy()
    say(f"rows that are planned for later: {wanted.future}")
    idle_poll()
    claiming(clinic, wanted)
    whole(clinic, wanted)


def idle_poll() -> None:
    from carepaths import dispatcher

    took = []
    for _ in range(1000):
        began = time.perf_counter()
        assert dispatcher.claim() == []
        took.append((time.perf_counter() - began) * 1000)
    marks = quantiles(took, n=100)
    say(f"poll with nothing due: p50 {marks[49]:.2f} ms, p99 {marks[98]:.2f} ms (begin and commit included)")


def claiming(clinic: Any, wanted: Wanted) -> None:
    """Lease rows in batches; then they are put away, so that nothing is sent."""
    from carepaths import dispatcher

    with clinic.scope():
        execute(
            "UPDATE carepaths_openstep SET wake_at = now() WHERE id IN"
            " (SELECT id FROM carepaths_openstep ORDER BY wake_at LIMIT %s)",
            [wanted.claimed],
        )
    tidy()
    began, number = time.perf_counter(), 0
    while claims := dispatcher.claim(500):
        number += len(claims)
    assert number == wanted.claimed
    say(f"claimed in batches of 500: {number / (time.perf_counter() - began):.0f} rows/s")
    with clinic.scope():
        execute(
            "UPDATE carepaths_duestep SET state = 'cancelled' WHERE id IN"
            " (SELECT id FROM carepaths_openstep WHERE lease_until IS NOT NULL)",
            [],
        )


def whole(clinic: Any, wanted: Wanted) -> None:
    """Everything a reminder is, for so many patients, by so many dispatchers."""
    from conversations.models import Message

    book_all(clinic, wanted.whole)
    tidy()
    with clinic.scope():
        execute("UPDATE carepaths_openstep SET wake_at = now() WHERE wake_at < now()", [])
    name = str(database_name())
    command = [sys.executable, "-m", "tests.carepaths.run_dispatcher", name, "60"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(wanted.workers)]
    for worker in running:
        assert worker.stdout is not None and worker.stdout.readline() == b"ready\n"
    began, busy = time.perf_counter(), cpu_seconds(running)
    sent, patience = 0, 600
    while sent < wanted.whole and time.perf_counter() - began < patience:
        time.sleep(0.2)
        with clinic.scope():
            sent = Message.objects.count()
    took, busy = time.perf_counter() - began, cpu_seconds(running) - busy
    time.sleep(2)
    for worker in running:
        worker.kill()
        worker.communicate()
    with clinic.scope():
        sent = Message.objects.count()
    rate = wanted.whole / took
    spent = busy / wanted.whole * 1000
    say(
        f"sent whole by {wanted.workers} dispatchers: {rate:.0f}/s,"
        f" {spent:.1f} ms of processor each in the dispatcher"
    )
    say(f"load of the machine meanwhile: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    say(f"missed {max(wanted.whole - sent, 0)}, doubled {max(sent - wanted.whole, 0)}")


def make_clinic() -> Any:
    from tests.carepaths.world import make_clinic
    from tests.cast import make_house

    return make_clinic(make_house(f"load-{uuid4().hex[:6]}", patients=["Alice"], staff=[]))


def one_enrolment(clinic: Any) -> tuple[UUID, UUID]:
    clinic.book(days=300)
    with clinic.scope():
        from carepaths.models import Step

        return clinic.enrolment_steps().first().enrolment_id, Step.objects.order_by("offset")[0].id


def book_all(clinic: Any, number: int) -> None:
    """A late booking of each: its first reminder is due at once, but not before all are there."""
    from datetime import timedelta

    from carepaths.actions.visits import VisitFacts, record_visit
    from carepaths.ready_made import CHECK_UP
    from tests.cast import make_patient

    facts = VisitFacts(clinic.now + timedelta(days=8), CHECK_UP)
    for first in range(0, number, 200):
        with clinic.scope():
            for each in range(first, min(first + 200, number)):
                patient = make_patient(f"P{each}", number=f"P{each}")
                record_visit(
                    source=f"load|{each}",
                    patient=patient,
                    department=clinic.house.department,
                    facts=facts,
                )


def cpu_seconds(running: list[subprocess.Popen[bytes]]) -> float:
    """Processor time of these processes until now."""
    ticks = 0
    for worker in running:
        fields = Path(f"/proc/{worker.pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def execute(statement: str, parameters: list[Any]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def tidy() -> None:
    """What autovacuum would do in its own time."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname=database_name(), autocommit=True) as owner:
        owner.execute("VACUUM (ANALYZE) carepaths_duestep, carepaths_openstep")


def database_name() -> str:
    from django.db import connection

    return str(connection.settings_dict["NAME"])


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
