"""What the lists of the inbox cost among many conversations, as the roles that ask them, under row security.

    .venv/bin/python -m tests.with_servers .venv/bin/python -m tests.load.inbox

Builds a large organisation by SQL in a scratch database, calls the queries of the pages in their own scopes,
and has PostgreSQL explain every statement they sent: the milliseconds of it, and whether it walked a table.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

import psycopg

PATIENTS = """
INSERT INTO people_patient (id, organisation_id, person_id, number, given_name, family_name, birth_date, sex,
  email, mobile, language)
SELECT gen_random_uuid(), app_organisation(), NULL, 'load-' || n, 'Given' || n, 'Family' || n, '1960-01-01',
  'unknown', '', '', 'nl' FROM generate_series(1, %s) AS n
"""
# A quarter is with the first department; a twentieth waits, as much is answered and open, the rest is closed.
CONVERSATIONS = """
WITH p AS (SELECT id, row_number() OVER () AS place FROM people_patient WHERE number LIKE 'load-%%')
INSERT INTO conversations_conversation (id, organisation_id, patient_id, department_id, subject_sealed,
  created_at, last_number, last_message_at, waiting_since, answer_due_at, closed_at, team_read_number)
SELECT gen_random_uuid(), app_organisation(), p.id,
  (%s::uuid[])[1 + CASE WHEN n %% 4 = 0 THEN 0 ELSE n %% 10 END],
  '\\x00', now(), 2, now() - n * interval '1 minute',
  CASE WHEN n %% 20 = 0 THEN now() - n * interval '1 minute' END,
  CASE WHEN n %% 20 = 0 THEN now() + interval '2 days' - n * interval '1 minute' END,
  CASE WHEN n %% 20 NOT IN (0, 4) THEN now() - n * interval '1 minute' END, 0
FROM generate_series(1, %s) AS n JOIN p ON p.place = 1 + n %% %s
"""
MESSAGES = """
INSERT INTO conversations_message (id, organisation_id, conversation_id, patient_id, number, client_id, kind,
  side, author_label, on_behalf, body_sealed, sent_at)
SELECT gen_random_uuid(), organisation_id, id, patient_id, n, gen_random_uuid(), 'text', 'patient', '', false,
  '\\x00', now() FROM conversations_conversation, generate_series(1, 2) AS n WHERE last_number = 2
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=100_000)
    wanted = parser.parse_args().conversations
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beterdichtbij.settings")
    import django

    django.setup()
    from tests.database import drop_database, make_database

    make_database(f"load_{os.getpid()}")
    try:
        house = build(wanted)
        measure(house)
    finally:
        drop_database()


def build(wanted: int) -> Any:
    """An organisation with ten departments; Alice has forty conversations among all of them."""
    from rowsecurity.scopes import job_scope
    from tenants.models import Department
    from tests.cast import make_house
    from tests.load.reminders import database_name, execute

    house = make_house("lindeborg", patients=["Alice"], staff=["Marieke"])
    with job_scope(house.id):
        others = [Department.objects.create(name=f"D{n}", code=f"D{n}", phone="030") for n in range(9)]
        departments = [house.department.id, *(each.id for each in others)]
        execute(PATIENTS, [wanted // 3])
        execute(CONVERSATIONS, [departments, wanted, wanted // 3])
        mine = "UPDATE conversations_conversation SET patient_id = %s WHERE id IN"
        few = "(SELECT id FROM conversations_conversation ORDER BY last_message_at DESC LIMIT 40)"
        execute(f"{mine} {few}", [house.patients["Alice"].id])
        execute(MESSAGES, [])
    # What autovacuum would do in its own time.
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname=database_name(), autocommit=True) as owner:
        owner.execute("VACUUM (ANALYZE)")
    return house


def measure(house: Any) -> None:
    from django.utils import timezone

    from conversations import lists, queries
    from conversations.lists import Listing, Wanted
    from people.models import Person
    from rowsecurity.scopes import organisation_scope, person_scope

    member, now = house.staff["Marieke"], timezone.now()

    def page(listing: Listing, after: str = "") -> lists.Page:
        return lists.page(Wanted(listing, house.department, member, after), now=now)

    def deep() -> lists.Page:
        last = Wanted(Listing.OPEN, house.department, member)
        head = list(lists.heads(last, now).order_by("answer_due_at", "id"))[-60]
        return page(Listing.OPEN, f"{head.answer_due_at.isoformat()}~{head.id}")

    midnight = lists.end_of_day(now)
    for listing in (Listing.OPEN, Listing.LATE, Listing.MINE, Listing.QUIET, Listing.CLOSED):
        tell(f"list {listing.value}", organisation_scope(house.id, member.person_id), partial(page, listing))
    tell("list open, last pages", organisation_scope(house.id, member.person_id), deep, skip=1)
    counting = lambda: queries.counts(house.department, member, now=now, midnight=midnight)  # noqa: E731
    tell("counts beside the lists", organisation_scope(house.id, member.person_id), counting)
    alice = house.patients["Alice"].person_id
    tell(
        "a patient's conversations",
        person_scope(alice),
        lambda: queries.own_conversations(Person.objects.get()),
    )


def tell(name: str, scope: Any, ask: Callable[[], Any], *, skip: int = 0) -> None:
    """Print what each statement of a query costs, the middle of five runs, warm."""
    from django.db import connection

    sent: list[tuple[str, Any]] = []

    def listen(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        sent.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with scope:
        with connection.execute_wrapper(listen):
            ask()
        for sql, parameters in sent[skip:]:
            plans = [explain(sql, parameters) for _ in range(5)]
            walked = ", ".join(sorted(walks(plans[0]["Plan"]))) or "indexes only"
            rows = plans[0]["Plan"]["Actual Rows"]
            spent = median(plan["Execution Time"] for plan in plans)
            sys.stdout.write(f"{name:28} {spent:8.2f} ms  {rows:>5.0f} rows  {walked}\n")


def explain(sql: str, parameters: Any) -> dict[str, Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", parameters)
        found = cursor.fetchone()[0]
    return (json.loads(found) if isinstance(found, str) else found)[0]


def walks(plan: dict[str, Any]) -> set[str]:
    """The large tables that a plan reads from end to end."""
    large = ("conversations_conversation", "conversations_message", "people_patient")
    here = {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
    below = [walks(each) for each in plan.get("Plans", [])]
    return set().union(*below, {f"walks {name}" for name in here if name in large})


if __name__ == "__main__":
    main()
