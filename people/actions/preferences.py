"""How a patient would rather have contact. In the person's own scope; every team that treats them sees it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from audit.actions import Looker, record
from people.models import Patient, Person
from rowsecurity.errors import Refused


def keep_contact_preference(*, person: Person, looker: Looker, wish: str) -> None:
    """Keep one of the four ways, or none, with every registration of this person."""
    if wish and wish not in Patient.ContactPreference.values:
        raise Refused(_("Choose one of the list."))
    for patient in Patient.objects.filter(person=person).exclude(contact_preference=wish):
        Patient.objects.filter(id=patient.id).update(contact_preference=wish)
        record(
            looker=looker,
            organisation_id=patient.organisation_id,
            event="patient.preference",
            action="U",
            object_type="patient",
            object_id=patient.id,
            patient_id=patient.id,
        )
