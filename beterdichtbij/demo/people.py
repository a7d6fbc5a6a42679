"""Makes the persons, their ways to sign in, and the patients with those who represent them."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django_otp.plugins.otp_totp.models import TOTPDevice

from beterdichtbij.demo.cast import RELATIVES, WORKERS, Registration
from beterdichtbij.demo.names import demo_id
from beterdichtbij.demo.sign_ins import PASSWORD, email_of, mobile_of, second_factor_key
from people import ages
from people.models import Credential, Patient, Person, Representation
from rowsecurity.scopes import gate_scope, job_scope

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def make_persons(registrations: list[Registration]) -> None:
    """Make everybody with an account who is not there yet."""
    # Of a demo: hashed once, because hashing is slow on purpose.
    password = make_password(PASSWORD)
    for worker in WORKERS:
        make_person(worker.key, worker.given_name, worker.family_name, password=password, is_staff=True)
    for patient in (each for each in registrations if each.account):
        make_person(patient.key, patient.given_name, patient.family_name, password=password)
    for key, (given_name, family_name) in RELATIVES.items():
        make_person(key, given_name, family_name, password=password)


def make_person(
    key: str, given_name: str, family_name: str, *, password: str, is_staff: bool = False
) -> None:
    """A person who signs in with the password of the demo; staff with a second factor known to all."""
    person = Person(id=demo_id("person", key), given_name=given_name, family_name=family_name)
    with gate_scope(person.id):
        if Person.objects.filter(id=person.id).exists():
            return
        person.save(force_insert=True)
        Credential.objects.create(
            person=person, email=email_of(key), password=password, mobile=mobile_of(key)
        )
        if is_staff:
            TOTPDevice.objects.create(user=person, name="Demo", key=second_factor_key(key).hex())


def make_patients(registrations: list[Registration]) -> None:
    """Register every patient at their organisation, once."""
    for house in {each.house for each in registrations}:
        with job_scope(demo_id("organisation", house)):
            for registration in (each for each in registrations if each.house == house):
                if not Patient.objects.filter(id=patient_id(registration)).exists():
                    _make_patient(registration)


def patient_id(registration: Registration) -> UUID:
    return demo_id("patient", f"{registration.house}/{registration.key}")


def _make_patient(registration: Registration) -> None:
    reachable_by = registration.key if registration.account else registration.parent or registration.key
    patient = Patient.objects.create(
        id=patient_id(registration),
        person_id=demo_id("person", registration.key) if registration.account else None,
        number=registration.number,
        given_name=registration.given_name,
        family_name=registration.family_name,
        birth_date=registration.born,
        sex=registration.sex,
        email=email_of(reachable_by),
        mobile=mobile_of(reachable_by),
    )
    if registration.parent:
        _represent(patient, registration.parent, Representation.Ground.PARENT, Representation.Relation.MOTHER)
    if (registration.key, registration.house) == ("anna", "lindeborg"):
        _represent(patient, "daan", Representation.Ground.CONTACT, Representation.Relation.CHILD)


def _represent(patient: Patient, key: str, ground: str, relation: str) -> None:
    """Somebody of the demo who reads and writes for a patient; of a parent until the child is sixteen."""
    is_parent = ground == Representation.Ground.PARENT
    Representation.objects.create(
        patient=patient,
        person_id=demo_id("person", key),
        ground=ground,
        relation=relation,
        name=" ".join(RELATIVES[key]),
        email=email_of(key),
        mobile=mobile_of(key),
        may_write=True,
        starts_at=BEGINNING,
        ends_at=ages.parents_until(patient.birth_date) if is_parent else None,
        end_reason=Representation.EndReason.AGE if is_parent else "",
    )
