"""A whole country in a database: fifty organisations of very unequal size, by COPY and INSERT … SELECT.

Runs in `manage.py shell` of a product that stands by itself, because subjects and last lines are really
sealed. Rows go in as superuser, with indexes and triggers at rest, and every index is built afterwards; what
row security lets through is measured later by the roles of the product (`tests.load.lists`).
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

ORGANISATIONS, DEPARTMENTS, MEMBERS, LABELS = 50, 8, 40, 6
OPEN, WAITING, LONG_THREADS = 0.08, 0.5, 0.001
# What the middle of a thread holds: nobody opens these in a list.
BODY = bytes(130)
RESTING = "UPDATE pg_index SET indisready = %s, indisvalid = %s WHERE indrelid = %s::regclass"
MISSING = """
SELECT column_name, data_type FROM information_schema.columns
WHERE table_name = %s AND is_nullable = 'NO' AND column_default IS NULL AND NOT column_name = ANY (%s)
"""
NEUTRAL = {
    "boolean": False,
    "integer": 0,
    "smallint": 0,
    "jsonb": "{}",
    "ARRAY": "{}",
    "bytea": b"",
    "timestamp with time zone": datetime(2020, 1, 1, tzinfo=UTC),
}
EARLIER_MESSAGES = """
INSERT INTO conversations_message (id, organisation_id, conversation_id, patient_id, number, client_id, kind,
  side, author_id, author_label, on_behalf, body_sealed, sent_at{more})
SELECT gen_random_uuid(), c.organisation_id, c.id, c.patient_id, n, gen_random_uuid(), 'text',
  CASE WHEN n %% 2 = 1 THEN 'patient' ELSE 'team' END, p.person_id, 'Iemand', false, %s,
  c.last_message_at - (c.last_number - n) * interval '3 hours'{values}
FROM conversations_conversation c JOIN people_patient p ON p.id = c.patient_id,
  generate_series(1, c.last_number - 1) AS n
"""
READ_MARKS = """
INSERT INTO conversations_readmark (id, organisation_id, conversation_id, person_id, number, read_at{more})
SELECT gen_random_uuid(), c.organisation_id, c.id, p.person_id, greatest(1, c.last_number - 1),
  c.last_message_at{values}
FROM conversations_conversation c JOIN people_patient p ON p.id = c.patient_id
"""
LARGE = (
    "people_person",
    "people_patient",
    "conversations_conversation",
    "conversations_message",
    "conversations_readmark",
)


@dataclass
class House:
    """One organisation of the country: its ids, largest department first, and how much it has."""

    id: UUID
    slug: str
    conversations: int
    departments: list[UUID] = field(default_factory=list)
    members: list[tuple[UUID, UUID]] = field(default_factory=list)  # membership, person
    patients: list[UUID] = field(default_factory=list)
    labels: list[UUID] = field(default_factory=list)


def fill(conversations: int) -> list[House]:
    """Fill the database of this product; `tests.load.lists` says what is then asked of it."""
    random.seed(conversations)
    houses = [make_house(number, size) for number, size in enumerate(sizes(conversations))]
    people = [uuid4() for _ in range(max(conversations // 4, 200))]
    with psycopg.connect(superuser(), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '1GB'; SET synchronous_commit = off")
        rest(connection, True)
        write_people(connection, houses, people)
        write_talk(connection, houses)
        rest(connection, False)
        for table in LARGE:
            connection.execute(sql.SQL("REINDEX TABLE {}").format(sql.Identifier(table)))
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")
    return houses


def fill_and_tell(conversations: int, told: str) -> None:
    """Fill, and write the houses to a file for `filled`, without their many patients."""
    houses = [replace(house, patients=[]) for house in fill(conversations)]
    Path(told).write_text(json.dumps([asdict(house) for house in houses], default=str))


def filled(told: str) -> list[House]:
    return [_house(row) for row in json.loads(Path(told).read_text())]


def _house(row: dict[str, Any]) -> House:
    departments = [UUID(each) for each in row["departments"]]
    members = [(UUID(membership), UUID(person)) for membership, person in row["members"]]
    return House(UUID(row["id"]), row["slug"], row["conversations"], departments, members)


def sizes(conversations: int) -> list[int]:
    """Zipf: the largest has a good fifth of all, the smallest half a percent."""
    weights = [1 / (1 + number) for number in range(ORGANISATIONS)]
    return [max(3, round(conversations * each / sum(weights))) for each in weights]


def superuser() -> str:
    from beterdichtbij.embedded.database import DATABASE
    from beterdichtbij.embedded.folder import DataFolder
    from beterdichtbij.embedded.postgres import Postgres

    return Postgres(DataFolder(Path(os.environ["DATA_DIR"]))).url(database=DATABASE)


def make_house(number: int, size: int) -> House:
    """Through the product itself, because it has a key of its own."""
    from rowsecurity.scopes import job_scope
    from tenants.actions import create_organisation

    house = House(uuid4(), f"house-{number}", size)
    with job_scope(house.id):
        create_organisation(
            organisation_id=house.id, slug=house.slug, name=house.slug, kind="hospital", phone="030 000 00 00"
        )
    return house


def rest(connection: psycopg.Connection, is_resting: bool) -> None:
    """Let the indexes of the large tables sleep while rows go in."""
    for table in LARGE:
        connection.execute(RESTING, [not is_resting, not is_resting, table])


def write_people(connection: psycopg.Connection, houses: list[House], people: list[UUID]) -> None:
    """Departments, teams, and patients of whom many are known to several organisations."""
    team = {house.id: [uuid4() for _ in range(MEMBERS)] for house in houses}
    names = ("id", "given_name", "family_name", "language", "is_active", "text_size")
    everybody = [*people, *(each for members in team.values() for each in members)]
    copy(connection, "people_person", names, (person(each) for each in everybody))
    for place, house in enumerate(houses):
        write_house(connection, house, team[house.id])
        count = max(1, house.conversations // 3)
        rows = list(patients(house, people, count, first=place * 7919))
        house.patients = [row[0] for row in rows]
        names = ("id", "organisation_id", "person_id", "number", "given_name", "family_name", "birth_date",
                 "sex", "email", "mobile", "language")  # fmt: skip
        copy(connection, "people_patient", names, rows)


def person(identity: UUID) -> tuple[Any, ...]:
    return (identity, "Load", "Belasting", "nl", True, "a")


def patients(house: House, people: list[UUID], count: int, *, first: int) -> Iterator[tuple[Any, ...]]:
    day = datetime(1930, 1, 1, tzinfo=UTC).date()
    for number in range(min(count, len(people))):
        whose = people[(first + number) % len(people)]
        family = f"{random.choice(SOUNDS)}{random.choice(SOUNDS)}{random.choice(SOUNDS)}"
        born = day + timedelta(days=random.randrange(32_000))
        given = random.choice(SOUNDS).title()
        yield (uuid4(), house.id, whose, f"{number:07}", given, family.title(), born, "female", "", "", "nl")


SOUNDS = [first + last for first in "bdfghjklmnprstvwz" for last in ("aan", "er", "ink", "ij", "oo", "uis")]


def write_house(connection: psycopg.Connection, house: House, team: list[UUID]) -> None:
    house.departments = [uuid4() for _ in range(DEPARTMENTS)]
    names = ("id", "organisation_id", "name", "specialism", "code", "phone", "phone_outside_hours",
             "promise_amount", "promise_unit", "reopening_days", "where_to_go")  # fmt: skip
    rows = [
        (each, house.id, f"Afdeling {number}", "", f"D{number}", "030", "", 2, "days", 14, "")
        for number, each in enumerate(house.departments)
    ]
    copy(connection, "tenants_department", names, rows)
    hours = [
        (uuid4(), house.id, each, day, time(9), time(17)) for each in house.departments for day in range(5)
    ]
    copy(connection, "tenants_openinghours",
         ("id", "organisation_id", "department_id", "weekday", "opens", "closes"), hours)  # fmt: skip
    house.members = [(uuid4(), each) for each in team]
    names = ("id", "organisation_id", "person_id", "roles", "job_title", "display_name", "ended_at")
    rows = [
        (each, house.id, whose, ["clinician"], "verpleegkundige", f"Team {number}", None)
        for number, (each, whose) in enumerate(house.members)
    ]
    copy(connection, "tenants_membership", names, rows)
    # Everybody works at two departments, the first of them the largest for every fourth.
    works = [
        (uuid4(), house.id, house.departments[place], each)
        for number, (each, _person) in enumerate(house.members)
        for place in {number % DEPARTMENTS, (number + 3) % DEPARTMENTS}
    ]
    copy(connection, "tenants_departmentmembership",
         ("id", "organisation_id", "department_id", "membership_id"), works)  # fmt: skip


def write_talk(connection: psycopg.Connection, houses: list[House]) -> None:
    """Heads with their last message, really sealed; then all that was said before."""
    heads = ("id", "organisation_id", "patient_id", "department_id", "assignee_id", "subject_sealed",
             "created_at", "last_number", "line_number", "last_message_at", "waiting_since", "answer_due_at",
             "closed_at", "team_read_number", "patient_wrote_at")  # fmt: skip
    lines = ("id", "organisation_id", "conversation_id", "patient_id", "number", "client_id", "kind", "side",
             "author_id", "author_label", "on_behalf", "body_sealed", "sent_at")  # fmt: skip
    for house in houses:
        made = [talk(house, seal_of(house)) for _ in range(house.conversations)]
        copy(connection, "conversations_conversation", heads, (head for head, _line in made))
        copy(connection, "conversations_message", lines, (line for _head, line in made))
    for table, statement, values in (
        ("conversations_message", EARLIER_MESSAGES, [BODY]),
        ("conversations_readmark", READ_MARKS, []),
    ):
        known = [each.strip() for each in statement.split("(", 1)[1].split("{more}")[0].split(",")]
        missing = neutral(connection, table, known)
        more = "".join(f", {name}" for name in missing)
        marks = ", %s" * len(missing)
        connection.execute(statement.format(more=more, values=marks), [*values, *missing.values()])


def seal_of(house: House) -> Any:
    from rowsecurity.scopes import job_scope
    from tenants import envelope

    if not envelope.is_known(house.id):
        with job_scope(house.id):
            envelope.load(house.id)
    return lambda place, text: envelope.seal(house.id, place, text)


def talk(house: House, seal: Any) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """One head and its last message. A twelfth is open; of those half waits for the team."""
    from conversations import places

    conversation, client, now = uuid4(), uuid4(), datetime.now(UTC)
    is_open, waits = random.random() < OPEN, random.random() < WAITING
    # Who waits wrote in the last days; what is closed goes back for years.
    age = timedelta(minutes=random.randrange(8_000 if is_open else 1_500_000))
    at, last = now - age, 400 if random.random() < LONG_THREADS else random.randint(2, 17)
    patient = house.patients[int(len(house.patients) * random.random() ** 1.5)]
    # Larger departments first, as organisations are.
    department = house.departments[int(DEPARTMENTS * random.random() ** 2)]
    assignee = random.choice(house.members)[0] if is_open and random.random() < 0.5 else None
    waiting = at if is_open and waits else None
    due = at + timedelta(days=2) if waiting and random.random() < 0.95 else None
    closed = None if is_open else at
    subject = seal(places.subject(conversation), "Vraag over mijn afspraak")
    body = seal(
        places.message(conversation, client), "Kan ik de afspraak van donderdag verzetten naar volgende week?"
    )
    head = (
        conversation,
        house.id,
        patient,
        department,
        assignee,
        subject,
        at,
        last,
        last,
        at,
        waiting,
        due,
        closed,
        0,
        at,
    )
    side = "patient" if waiting else "team"
    line = (
        uuid4(),
        house.id,
        conversation,
        patient,
        last,
        client,
        "text",
        side,
        None,
        "Iemand",
        False,
        body,
        at,
    )
    return head, line


def copy(
    connection: psycopg.Connection, table: str, names: Iterable[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """COPY rows; a column this generator does not know gets what its type has for nothing."""
    names = list(names)
    missing = neutral(connection, table, names)
    more = tuple(missing.values())
    columns = sql.SQL(", ").join(map(sql.Identifier, [*names, *missing]))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copying:
        for row in rows:
            copying.write_row(row + more)


def neutral(connection: psycopg.Connection, table: str, known: list[str]) -> dict[str, Any]:
    found = connection.execute(MISSING, [table, known]).fetchall()
    return {name: NEUTRAL.get(kind, "") for name, kind in found}
