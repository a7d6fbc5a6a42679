"""What the desk does for who stands there: a mobile number, after a look at the identity document."""

from __future__ import annotations

from audit.actions import Looker
from people.actions import patients
from people.models import Invitation, Patient
from tenants.models import Department, Membership


def keep_mobile(*, member: Membership, looker: Looker, patient: Patient, mobile: str) -> None:
    """Keep the number with the registration, and with an invitation that waits for one."""
    patients.change_address(member=member, looker=looker, patient=patient, email=patient.email, mobile=mobile)
    waiting = Invitation.objects.filter(
        patient=patient, representation=None, activated_at=None, withdrawn_at=None
    )
    waiting.update(mobile=mobile)


def department_of(member: Membership, department_id: str) -> Department | None:
    """The department a letter is for, as far as it is one of the member's organisation."""
    rows = Department.objects.filter(organisation_id=member.organisation_id)
    return next((each for each in rows if str(each.id) == department_id), None)
