"""The only ways to what this app keeps; strangers get `NotFound`."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from keeping.models import Erasure, Everything
from people.models import Patient
from rowsecurity.errors import NotFound
from tenants.models import Membership
from tenants.roles import Act, require


def access_copy(member: Membership, copy_id: UUID, *, lock: bool = False) -> Everything:
    """A copy of the member's organisation that is still there, or asked for."""
    require(member, Act.TAKE_ALONG)
    found_in = Everything.objects.select_for_update() if lock else Everything.objects
    rows = found_in.filter(organisation_id=member.organisation_id, expires_at__gt=timezone.now())
    found = rows.filter(id=copy_id).first()
    if found is None:
        raise NotFound(_("This copy is not there any more. You can make a new one."))
    return found


def find_patient(member: Membership, *, number: str, birth_date: date) -> Patient | None:
    """The patient of the member's organisation with this number and this date of birth."""
    require(member, Act.ERASE)
    rows = Patient.objects.filter(organisation_id=member.organisation_id)
    return rows.filter(number=number.strip(), birth_date=birth_date).first()


def access_patient_to_erase(member: Membership, patient_id: UUID) -> Patient:
    """A patient of the member's organisation; shows how much there is, never what it says."""
    require(member, Act.ERASE)
    rows = Patient.objects.filter(organisation_id=member.organisation_id)
    patient = rows.filter(id=patient_id).first()
    if patient is None:
        raise NotFound(_("This patient does not exist."))
    return patient


def access_erasure(member: Membership, erasure_id: UUID) -> Erasure:
    """A deletion that was asked at the member's organisation, locked."""
    require(member, Act.ERASE)
    rows = Erasure.objects.select_for_update().filter(organisation_id=member.organisation_id)
    erasure = rows.filter(id=erasure_id).first()
    if erasure is None:
        raise NotFound(_("This was not asked here."))
    return erasure
