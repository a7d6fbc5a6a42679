"""What the helpdesk does for somebody after asking who they are: send again, unlock, another number."""

from __future__ import annotations

from audit.actions import Looker, record
from people.actions import invitations, patients
from people.actions.sign_in import ACCOUNT
from people.models import Invitation, Patient
from tenants.models import Membership
from tenants.roles import Act, require


def send_again(*, member: Membership, looker: Looker, patient: Patient) -> Invitation:
    """A new invitation, which also unlocks: the earlier one ended after wrong answers."""
    require(member, Act.HELP)
    department = _department(patient)
    return invitations.invite_patient(member=member, looker=looker, patient=patient, department=department)


def replace_mobile(*, member: Membership, looker: Looker, patient: Patient, mobile: str) -> None:
    """Another mobile number for somebody without an account; an open invitation follows."""
    require(member, Act.HELP)
    patients.change_address(member=member, looker=looker, patient=patient, email=patient.email, mobile=mobile)
    waiting = Invitation.objects.filter(patient=patient, activated_at=None, withdrawn_at=None)
    waiting.update(mobile=mobile)


def unlock_sign_in(*, member: Membership, looker: Looker, patient: Patient) -> None:
    """Forget the wrong passwords that were tried for this address; says nothing about whether it signs in."""
    require(member, Act.HELP)
    if patient.email:
        ACCOUNT.forget(patient.email.lower())
    record(
        looker=looker,
        organisation_id=member.organisation_id,
        event="helpdesk.unlocked",
        action="U",
        object_type="patient",
        object_id=patient.id,
        patient_id=patient.id,
    )


def _department(patient: Patient):  # type: ignore[no-untyped-def]
    newest = Invitation.objects.filter(patient=patient).select_related("department")
    found = newest.order_by("-created_at").first()
    return found.department if found else None
