"""The cast of the tests: Alice (takes part), Bob (same organisation, does not), Mallory (elsewhere)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from uuid import UUID, uuid4

from django.test import Client

from people.models import Patient, Person
from people.sessions import SessionStore
from rowsecurity.scopes import gate_scope, job_scope
from tenants.actions import create_organisation
from tenants.models import Department, DepartmentMembership, Membership, OpeningHours, Organisation
from tenants.roles import Role


@dataclass
class House:
    """One organisation and everybody in it, by first name."""

    organisation: Organisation
    department: Department
    patients: dict[str, Patient] = field(default_factory=dict)
    staff: dict[str, Membership] = field(default_factory=dict)

    @property
    def id(self) -> UUID:
        return self.organisation.id


def make_house(slug: str, *, patients: list[str], staff: list[str]) -> House:
    """An organisation with one department that is open on weekdays from nine to five."""
    organisation = make_organisation(slug)
    people = {name: make_person(name) for name in [*patients, *staff]}
    with job_scope(organisation.id):
        department = Department.objects.create(name="Reumatologie", code="REU", phone="030 123 45 67")
        for weekday in range(5):
            OpeningHours.objects.create(
                department=department, weekday=weekday, opens=time(9), closes=time(17)
            )
        house = House(organisation, department)
        for number, name in enumerate(patients):
            house.patients[name] = make_patient(name, person=people[name], number=str(number))
        for name in staff:
            house.staff[name] = make_member(people[name], department=department)
    return house


def make_organisation(slug: str) -> Organisation:
    organisation_id = uuid4()
    with job_scope(organisation_id):
        return create_organisation(
            organisation_id=organisation_id,
            slug=slug,
            name=slug.title(),
            kind="hospital",
            phone="030 123 00 00",
        )


def make_person(name: str) -> Person:
    person = Person(id=uuid4(), given_name=name, family_name="Jansen")
    with gate_scope(person.id):
        person.save(force_insert=True)
    return person


def make_patient(name: str, *, person: Person | None = None, number: str = "1") -> Patient:
    """Call inside a job scope."""
    return Patient.objects.create(
        person=person,
        number=number,
        given_name=name,
        family_name="Jansen",
        birth_date=date(1958, 3, 14),
        email=f"{name.lower()}@example.org",
        mobile="+31612345678",
    )


def make_member(person: Person, *, department: Department, roles: list[str] | None = None) -> Membership:
    """Call inside a job scope."""
    membership = Membership.objects.create(
        person=person,
        roles=roles or [Role.CLINICIAN],
        job_title="verpleegkundige",
        display_name=person.given_name,
    )
    DepartmentMembership.objects.create(department=department, membership=membership)
    return membership


def signed_in(person: Person) -> Client:
    """A browser of this person, past both factors, on a session row as sign-in makes it."""
    session = SessionStore()
    session.sign_in(person.id, is_verified=True, is_strong=True)
    session.save()
    client = Client()
    client.cookies["session"] = session.session_key
    return client
