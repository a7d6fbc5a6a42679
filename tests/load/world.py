"""People for a load run, made in the database of a running product through `manage.py shell`.

Every patient has one conversation; every second one is followed by two clinicians, the others by one.
"""

from __future__ import annotations

import json
from datetime import time
from uuid import uuid4

from conversations.actions.conversations import start_conversation
from people.models import Patient, Person
from people.sessions import SessionStore
from rowsecurity.scopes import gate_scope, job_scope, organisation_scope
from tenants.actions import create_organisation
from tenants.models import Department, DepartmentMembership, Membership, OpeningHours


def print_world(patients: int, clinicians: int) -> None:
    """Make an organisation with these people, signed in, and print what a client needs as JSON."""
    slug = f"load-{uuid4().hex[:8]}"
    organisation_id = uuid4()
    with job_scope(organisation_id):
        create_organisation(
            organisation_id=organisation_id, slug=slug, name="Load", kind="hospital", phone="030 000 00 00"
        )
    staff, sick = (
        [make_person("Team") for _ in range(clinicians)],
        [make_person("P") for _ in range(patients)],
    )
    with job_scope(organisation_id):
        department = make_department()
        for person in staff:
            make_member(person, department)
        registered = [make_patient(person, number) for number, person in enumerate(sick)]
    with organisation_scope(organisation_id, staff[0].id):
        talks = [
            start_conversation(patient=each, department=department, subject="Belasting").id
            for each in registered
        ]
    print(json.dumps(as_json(slug, staff, sick, talks)))  # noqa: T201


def as_json(slug, staff, sick, talks):
    tokens = [sign_in(person) for person in staff]
    conversations = []
    for index, (person, conversation_id) in enumerate(zip(sick, talks, strict=True)):
        team = [tokens[index % len(tokens)]]
        if index % 2:
            team.append(tokens[(index + 1) % len(tokens)])
        conversations.append({"id": str(conversation_id), "patient": sign_in(person), "team": team})
    return {"slug": slug, "conversations": conversations}


def make_person(name: str) -> Person:
    person = Person(id=uuid4(), given_name=name, family_name="Belasting")
    with gate_scope(person.id):
        person.save(force_insert=True)
    return person


def make_department() -> Department:
    department = Department.objects.create(name="Belasting", code="LOAD", phone="030 000 00 01")
    for weekday in range(7):
        OpeningHours.objects.create(
            department=department, weekday=weekday, opens=time(0), closes=time(23, 59, 59)
        )
    return department


def make_member(person: Person, department: Department) -> None:
    membership = Membership.objects.create(
        person=person, roles=["clinician"], job_title="verpleegkundige", display_name="Team"
    )
    DepartmentMembership.objects.create(department=department, membership=membership)


def make_patient(person: Person, number: int) -> Patient:
    return Patient.objects.create(
        person=person,
        number=str(number),
        given_name="P",
        family_name="Belasting",
        birth_date="1960-01-01",
        email=f"{number}@example.org",
        mobile="+31612345678",
    )


def sign_in(person: Person) -> str:
    session = SessionStore()
    session.sign_in(person.id, is_verified=True, is_strong=True)
    session.save()
    return session.session_key
