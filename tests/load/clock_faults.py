"""Reminders while everything they need is killed: python -m tests.load.clock_faults

Starts the product with more workers on a data folder of its own (PostgreSQL waits for its disk), makes its
patients' reminders due over some minutes, and meanwhile kills workers, Valkey, PostgreSQL and single servers
of it with SIGKILL, moves and cancels visits, and takes the text messages in at a gateway on this machine.
Then it counts, in the rows and at the gateway: missed, doubled, out of date, late.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

import psycopg

from beterdichtbij.embedded.folder import DataFolder
from beterdichtbij.launching.manage import environment
from beterdichtbij.launching.settings import LaunchSettings, as_login
from tests.load import clock_world, figures
from tests.load.clock_gateway import Gateway, gateway
from tests.product import Product

PATIENCE = 300
LATEST = 60
CELERY = ["-m", "celery", "-A", "beterdichtbij", "--quiet"]
WORKER = [*CELERY, "worker", "-P", "threads", "-c", "2", "-l", "ERROR", "--without-mingle"]
TOLD = """
SELECT v.source, v.status, v.starts_at, d.kind, d.visit_starts_at, d.message_number, d.due_at, d.done_at,
  m.sent_at, e.patient_id::text
FROM carepaths_duestep d JOIN carepaths_enrolment e ON e.id = d.enrolment_id
JOIN carepaths_visit v ON v.id = e.visit_id
LEFT JOIN conversations_message m ON m.conversation_id = e.conversation_id AND m.number = d.message_number
WHERE d.state = 'done' ORDER BY d.message_number
"""
WAITING = """
SELECT (SELECT count(*) FROM carepaths_duestep WHERE state = 'due'
          AND due_at < now() + interval '1 day')
     + (SELECT count(*) FROM notifications_notice WHERE state IN ('due', 'leased'))
"""
TEXTS = "SELECT id::text, patient_id::text FROM notifications_notice WHERE channel = 'sms' AND state = 'sent'"
# Kept back, because the visit it is about was cancelled between the message and its notice.
KEPT_BACK = """
SELECT DISTINCT n.patient_id::text FROM notifications_notice n
JOIN carepaths_enrolment e ON e.patient_id = n.patient_id JOIN carepaths_visit v ON v.id = e.visit_id
WHERE n.state = 'failed' AND n.last_error = 'no longer of use' AND v.status = 'cancelled'
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    reminders: int
    kills: int
    seconds: int
    workers: int


@dataclass
class Faults:
    """What was killed, and when the database was away."""

    killed: Counter[str] = field(default_factory=Counter)
    away: list[tuple[float, float]] = field(default_factory=list)

    def away_within(self, begin: float, end: float) -> float:
        return sum(max(0.0, min(end, until) - max(begin, since)) for since, until in self.away)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reminders", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=900, help="over which the reminders come due")
    parser.add_argument("--workers", type=int, default=2, help="beside the one of the launcher")
    wanted = Wanted(**vars(parser.parse_args()))
    if not run(wanted):
        sys.exit(1)


def run(wanted: Wanted) -> bool:
    """The whole of it; True when nothing was missed, doubled, out of date or late."""
    with tempfile.TemporaryDirectory(prefix="bd-faults-") as folder, gateway() as texts:
        product = Product(Path(folder) / "data", SMS_URL=texts.url, TELL_OF_MOVE_AFTER="5", EMAIL_URL="demo:")
        try:
            product.start(patience=600)
            enter(product)
            return Run(product, texts, wanted).whole()
        finally:
            product.discard()


def enter(product: Product) -> None:
    """Let this process be one more of the product."""
    import django

    os.environ.update(product.environment)
    os.environ.update(environment(LaunchSettings.read(), "shell"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "beterdichtbij.settings"
    django.setup()


class Run:
    """One fault run over one product."""

    def __init__(self, product: Product, texts: Gateway, wanted: Wanted) -> None:
        self.product, self.texts, self.wanted = product, texts, wanted
        self.chance = random.Random(wanted.reminders)
        self.faults, self.changes = Faults(), clock_world.Changes()
        self.workers: list[subprocess.Popen[bytes]] = []

    def whole(self) -> bool:
        began = time.monotonic()
        with self.product.database() as connection:
            connection.execute("SET search_path = public")
        with self.database() as connection:
            self.house = clock_world.fill(connection, self.wanted.reminders)
        say(f"{self.wanted.reminders} booked in {time.monotonic() - began:.0f} s; {figures.load_average()}")
        self.workers = [self.start_worker() for _ in range(self.wanted.workers)]
        try:
            with self.database() as connection:
                connection.execute(clock_world.SPREAD, [self.wanted.seconds])
            self.break_things()
            took = self.wait_until_quiet()
            say(f"quiet {took:.0f} s after the last fault; load {figures.load_average()}")
            return self.judge()
        finally:
            for worker in self.workers:
                worker.kill()
                worker.wait()

    @contextlib.contextmanager
    def database(self) -> Iterator[psycopg.Connection]:
        url = self.product.postgres().url(database="beterdichtbij")
        with psycopg.connect(url, autocommit=True) as connection:
            yield connection

    def start_worker(self) -> subprocess.Popen[bytes]:
        folder = DataFolder(self.product.data)
        services = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}
        from beterdichtbij.embedded.database import addresses
        from beterdichtbij.embedded.postgres import Postgres

        told = LaunchSettings.read().environment(folder, services | addresses(Postgres(folder), folder))
        silent = subprocess.DEVNULL
        return subprocess.Popen(
            [sys.executable, *WORKER], env=as_login(told, "DATABASE_WORKER_URL"), stdout=silent, stderr=silent
        )

    def break_things(self) -> None:
        """So many kills, spread over the time in which reminders come due; visits change all along."""
        kinds = self.chance.choices(
            ["worker", "Valkey", "PostgreSQL", "server"], [6, 2, 1, 1], k=self.wanted.kills
        )
        began, pause = time.monotonic(), self.wanted.seconds / (self.wanted.kills + 1)
        for number, kind in enumerate(kinds, 1):
            while time.monotonic() < began + number * pause:
                self.change()
                time.sleep(0.2)
            self.kill(kind)

    def change(self) -> None:
        from django.db import Error, connection

        try:
            with self.database() as direct:
                clock_world.change_one(self.house, direct, self.chance, self.wanted.reminders, self.changes)
        except (Error, psycopg.Error):
            connection.close()  # the database was away; a hospital's system would try again

    def kill(self, kind: str) -> None:
        if kind == "worker":
            self.kill_worker()
        elif kind == "server":
            self.kill_server()
        elif self.product.process(kind):
            since = time.time()
            self.product.kill(kind)
            if kind == "PostgreSQL":
                self.wait_for_database(since)
        else:
            return
        self.faults.killed[kind] += 1

    def kill_worker(self) -> None:
        victim = self.chance.randrange(self.wanted.workers + 1)
        if victim == self.wanted.workers:
            if self.product.process("worker"):
                self.product.kill("worker")
            return
        self.workers[victim].send_signal(signal.SIGKILL)
        self.workers[victim].wait()
        self.workers[victim] = self.start_worker()

    def kill_server(self) -> None:
        """One server process of PostgreSQL that works for a worker; the postmaster then ends all of them."""
        busy = "SELECT pid FROM pg_stat_activity WHERE usename = 'bd_worker' ORDER BY random() LIMIT 1"
        with self.database() as connection:
            row = connection.execute(busy).fetchone()
        if row:
            since = time.time()
            os.kill(row[0], signal.SIGKILL)
            self.wait_for_database(since)

    def wait_for_database(self, since: float) -> None:
        time.sleep(0.3)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(psycopg.Error), self.database() as connection:
                connection.execute("SELECT 1")
                self.faults.away.append((since, time.time()))
                return
            time.sleep(0.1)
        log = self.product.postgres().log.read_text(errors="replace")[-2000:]
        raise AssertionError(f"the database did not come back\n{self.product.said()[-2000:]}\n{log}")

    def wait_until_quiet(self) -> float:
        began = time.monotonic()
        while time.monotonic() < began + PATIENCE:
            with contextlib.suppress(psycopg.Error), self.database() as connection:
                row = connection.execute(WAITING).fetchone()
                if row and row[0] == 0:
                    break
            time.sleep(0.5)
        return time.monotonic() - began

    def judge(self) -> bool:
        with self.database() as connection:
            told = connection.execute(TOLD).fetchall()
            messages = count(connection, "SELECT count(*) FROM conversations_message")
            booked = count(connection, "SELECT count(*) FROM carepaths_visit WHERE status = 'booked'")
            waiting = count(connection, WAITING)
            failed = count(connection, "SELECT count(*) FROM carepaths_duestep WHERE state = 'failed'")
            texts = dict(connection.execute(TEXTS).fetchall())
            kept_back = {patient for (patient,) in connection.execute(KEPT_BACK).fetchall()}
        killed = ", ".join(f"{number} {kind}" for kind, number in self.faults.killed.most_common())
        number, away = sum(self.faults.killed.values()), len(self.faults.away)
        say(f"killed {number}: {killed}; database away {away} times")
        say(f"moved {self.changes.moved}, cancelled {len(self.changes.cancelled)}; said {messages} messages")
        found = self.of_messages(told, messages, booked) | self.of_texts(told, texts, kept_back)
        found |= {"still waiting": waiting, "failed": failed} | self.of_time(told, texts)
        say("; ".join(f"{name} {number}" for name, number in found.items()))
        return not any(found.values())

    def of_messages(self, told: list[Any], messages: int, booked: int) -> dict[str, int]:
        steps = Counter(row[0] for row in told if row[3] == "step")
        last = {row[0]: row for row in told}
        reminded = sum(1 for row in last.values() if row[1] == "booked")
        late_words = sum(
            1
            for row in told
            if row[0].partition("|")[2] in self.changes.cancelled
            and row[8] > self.changes.cancelled[row[0].partition("|")[2]]
        )
        stale = sum(1 for row in last.values() if row[1] == "booked" and row[4] != row[2])
        return {
            "missed": booked - reminded,
            "doubled": sum(number - 1 for number in steps.values()) + abs(messages - len(told)),
            "said after the visit was cancelled": late_words,
            "last word names an old moment": stale,
        }

    def of_texts(self, told: list[Any], texts: dict[str, Any], kept_back: set[str]) -> dict[str, int]:
        people = Counter(texts.values())
        everybody = {row[9] for row in told}
        say(f"gateway: {len(self.texts.sent)} texts, {self.texts.again} asked again under a known reference")
        say(f"kept back, as the visit was cancelled before: {len(kept_back)}")
        return {
            "texts missed": len(everybody - set(people) - kept_back),
            "texts doubled": sum(number - 1 for number in people.values()),
            "texts that nobody planned": len(set(self.texts.sent) - set(texts)),
            "texts that never came": len(set(texts) - set(self.texts.sent)),
        }

    def of_time(self, told: list[Any], texts: dict[str, Any]) -> dict[str, int]:
        """How late after its moment, and after the database was back if it was away in between."""
        said = [(row[6].timestamp(), row[8].timestamp()) for row in told]
        first: dict[str, float] = {}
        for row in sorted(told, key=lambda row: row[8]):
            first.setdefault(row[9], row[6].timestamp())
        sent = [(first[texts[each]], at) for each, (at, _to) in self.texts.sent.items() if each in texts]
        return self.late("said", said) | self.late("texts at the gateway", sent)

    def late(self, what: str, moments: list[tuple[float, float]]) -> dict[str, int]:
        plain = [done - due for due, done in moments]
        fair = [done - due - self.faults.away_within(due, done) for due, done in moments]
        for name, each in (("after their moment", plain), ("less what the database was away", fair)):
            marks = quantiles(each, n=100)
            say(f"{what}, seconds {name}: p50 {marks[49]:.1f}, p99 {marks[98]:.1f}, most {max(each):.1f}")
        return {f"{what} later than {LATEST} s": sum(1 for late in fair if late > LATEST)}


def count(connection: psycopg.Connection, statement: str) -> int:
    row = connection.execute(statement).fetchone()
    return int(row[0]) if row else 0


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
