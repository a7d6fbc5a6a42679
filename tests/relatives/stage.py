"""What these tests do over and over: invite a relative, let them in, ask as somebody."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from conversations.access import of_person
from conversations.actions.questions import Question, ask
from people.models import Patient, Person, Representation
from rowsecurity.scopes import job_scope, person_scope
from tenants.models import Department
from tests import cast
from tests.people.conftest import PASSWORD

DETAILS = {
    "name": "Noor Bakker",
    "relation": "mother",
    "email": "noor@example.org",
    "mobile": "06 12345678",
    "ground": "parent",
    "may": "write",
    "which": "all",
    "ends_on": "",
}


def child(house: cast.House, name: str = "Finn", *, years: int = 1) -> Patient:
    """A child without an account."""
    with job_scope(house.id):
        patient = cast.make_patient(name, number=f"K-{name}")
        patient.birth_date = born(years)
        patient.email = patient.mobile = ""
        patient.save()
    return patient


def born(years: int) -> date:
    """A birth date that makes somebody this old since some weeks."""
    day = timezone.localdate() - timedelta(days=40)
    return day.replace(year=day.year - years, day=min(day.day, 28))


def page(house: cast.House, patient: Patient) -> str:
    return f"/org/{house.organisation.slug}/patienten/{patient.id}/naasten/"


def come_in(link: str, post, **account: str) -> Client:
    """Follow the invitation of a relative to a new account."""
    browser = Client()
    assert browser.post(link).status_code == 302
    assert browser.post(f"{link}code/", {"code": post.code()}).status_code == 302
    values = {"given_name": "Noor", "family_name": "Bakker", "password": PASSWORD} | account
    assert browser.post(f"{link}account/", values).headers["Location"] == "/mijn/"
    return browser


def represent(patient: Patient, name: str = "Noor", **more: object) -> Person:
    """Somebody with an account who represents a patient."""
    person = cast.make_person(name)
    values = {"ground": "contact", "relation": "mother", "may_write": True, "name": person.name} | more
    values = {"starts_at": timezone.now() - timedelta(days=1)} | values
    with job_scope(patient.organisation_id):
        Representation.objects.create(patient=patient, person=person, **values)
    return person


def ask_as(person: Person, patient: Patient, *, subject: str = "Vraag", text: str = "Mag dit?", **more):
    """A question of the patient's side."""
    with person_scope(person.id):
        department = Department.objects.filter(organisation=patient.organisation_id).first()
        mine = Patient.objects.get(id=patient.id)
        question = Question(uuid4(), uuid4(), subject, text)
        return ask(patient=mine, department=department, question=question, source="", **more)


def reached(person: Person) -> list[str]:
    """The subjects somebody may read."""
    with person_scope(person.id):
        return sorted(each.subject for each in of_person(person))
