"""Patients as a team enters or corrects them, in the scope of their organisation."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from people.models import Patient
from rowsecurity.errors import Refused
from tenants.models import Membership
from tenants.roles import Act, require


def register_patient(
    *,
    member: Membership,
    looker: Looker,
    number: str,
    given_name: str,
    family_name: str,
    birth_date: date,
    email: str,
    mobile: str,
) -> Patient:
    """Add a patient that the organisation's own system has not told about."""
    require(member, Act.INVITE)
    try:
        with transaction.atomic():
            patient = Patient.objects.create(
                number=number,
                given_name=given_name,
                family_name=family_name,
                birth_date=birth_date,
                email=email,
                mobile=mobile,
            )
    except IntegrityError as error:
        raise Refused(_("There is a patient with this number already.")) from error
    _record(patient, looker, event="patient.added", action="C")
    return patient


def change_address(*, member: Membership, looker: Looker, patient: Patient, email: str, mobile: str) -> None:
    """Correct where a patient without an account is reached."""
    require(member, Act.INVITE)
    if patient.person_id is not None:
        raise Refused(_("This patient has an account already."))
    patient.email, patient.mobile = email, mobile
    patient.save(update_fields=["email", "mobile"])
    _record(patient, looker, event="patient.changed", action="U")


def _record(patient: Patient, looker: Looker, *, event: str, action: str) -> None:
    record(
        looker=looker,
        organisation_id=patient.organisation_id,
        event=event,
        action=action,
        object_type="patient",
        object_id=patient.id,
        patient_id=patient.id,
    )
