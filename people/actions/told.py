"""Patients as the organisation's own system tells of them, in a job scope of that organisation."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from people.models import Patient
from rowsecurity.errors import Refused


@dataclass(frozen=True, slots=True)
class PatientFacts:
    """What a hospital's system knows about a patient, as far as we keep it."""

    number: str
    given_name: str
    family_name: str
    birth_date: date
    sex: str = Patient.Sex.UNKNOWN
    email: str = ""
    mobile: str = ""
    language: str = "nl"


def record_patient(*, facts: PatientFacts, patient: Patient | None = None) -> Patient:
    """Make the registration as the facts say.

    Without `patient` one with the same number and birth date is taken over, as the team may have entered
    it by hand; with another birth date it is somebody else, and that is refused.
    """
    if patient is None:
        patient = Patient.objects.select_for_update().filter(number=facts.number).first()
        if patient is not None and patient.birth_date != facts.birth_date:
            raise Refused("A patient with this number and another birth date is known.")
    if patient is None:
        return Patient.objects.create(**asdict(facts))
    for name, value in asdict(facts).items():
        setattr(patient, name, value)
    patient.save()
    return patient
