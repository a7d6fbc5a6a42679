"""A department whose patients each get one reminder and a text message, and who are moved and cancelled."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg

TEXT = "Beste {voornaam}, op {afspraak} verwachten wij u."
PEOPLE = """
INSERT INTO people_person (id, given_name, family_name, language, is_active, text_size)
SELECT id, 'Last', 'Belasting', 'nl', true, 'a' FROM unnest(%(ids)s::uuid[]) AS id;
INSERT INTO people_credential (person_id, email, password, mobile, failures)
SELECT id, n || '@example.org', '', '+316' || (10000000 + n), 0
FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY AS each(id, n);
INSERT INTO notifications_noticewish (person_id, new_message, visit, must_read, work)
SELECT id, '{sms}', '{sms}', '{sms}', true FROM unnest(%(ids)s::uuid[]) AS id;
"""
SPREAD = """
UPDATE carepaths_duestep SET due_at = at
FROM (SELECT id AS one, clock_timestamp() + random() * %s * interval '1 second' AS at
      FROM carepaths_duestep WHERE state = 'due' AND kind = 'step') AS moments
WHERE id = one
"""
SOON = """
UPDATE carepaths_duestep d SET due_at = now() + interval '5 s'
FROM carepaths_enrolment e JOIN carepaths_visit v ON v.id = e.visit_id
WHERE e.id = d.enrolment_id AND v.source = %s AND d.state = 'due' AND d.kind = 'step'
"""


@dataclass
class Changes:
    """What was done to visits: the moment after which nothing may be said to who was cancelled."""

    moved: int = 0
    cancelled: dict[str, datetime] = field(default_factory=dict)


def fill(connection: psycopg.Connection, number: int) -> Any:
    """Everybody booked; what they are to be told waits for `spread`."""
    from carepaths.actions.paths import StepDraft, draft_version, turn_on
    from rowsecurity.scopes import job_scope
    from tests.carepaths.world import make_clinic
    from tests.cast import make_house

    house = make_house(f"faults-{uuid4().hex[:6]}", patients=[], staff=[])
    clinic = make_clinic(house)
    with clinic.scope():
        one = StepDraft(-7, time(9), "Controle", TEXT, kind="message")
        turn_on(version=draft_version(path=clinic.path, steps=[one]))
    people = [uuid4() for _ in range(number)]
    for statement in PEOPLE.strip().split(";\n"):
        connection.execute(statement.rstrip(";"), {"ids": people})
    for first in range(0, number, 200):
        with job_scope(house.id):
            for each in range(first, min(first + 200, number)):
                book(house, str(each), person_id=people[each], days=60)
    return house


def book(
    house: Any, number: str, *, days: float, person_id: UUID | None = None, status: str = "booked"
) -> None:
    """Book, move or cancel. In the job scope of the house."""
    from carepaths.actions.enrolments import database_now
    from carepaths.actions.visits import VisitFacts, record_visit
    from carepaths.ready_made import CHECK_UP
    from people.models import Patient

    if person_id is not None:
        patient = Patient.objects.create(
            number=number,
            person_id=person_id,
            given_name="Last",
            family_name="Belasting",
            birth_date="1958-03-14",
        )
    else:
        patient = Patient.objects.get(number=number)
    facts = VisitFacts(database_now() + timedelta(days=days), CHECK_UP, status)
    record_visit(source=f"ehr|{number}", patient=patient, department=house.department, facts=facts)


def change_one(
    house: Any, connection: psycopg.Connection, chance: random.Random, number: int, so_far: Changes
) -> None:
    """Move a visit, or cancel it for good; what is new comes due within seconds."""
    from rowsecurity.scopes import job_scope

    one = str(chance.randrange(number))
    if one in so_far.cancelled:
        return
    is_cancelled = chance.random() < 0.15
    with job_scope(house.id):
        book(house, one, days=chance.uniform(60, 90), status="cancelled" if is_cancelled else "booked")
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    if is_cancelled and row is not None:
        so_far.cancelled[one] = row[0]
    elif not is_cancelled:
        so_far.moved += 1
        connection.execute(SOON, [f"ehr|{one}"])
