"""The only ways to a patient or an invitation: every edge starts here."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from people.codes import token_hash
from people.models import Invitation, Patient
from rowsecurity.errors import NotFound
from tenants.models import Membership, StaffInvitation
from tenants.roles import Act, require


@dataclass(frozen=True, slots=True)
class Found:
    """Which invitation a link belongs to; says nothing about whether it still leads in."""

    organisation_id: UUID
    invitation_id: UUID


def find_invitation(token: str) -> Found | None:
    """Find the invitation of a link, outside any scope."""
    return find_by_hash(token_hash(token))


def find_by_hash(key_hash: bytes) -> Found | None:
    """Find the invitation of any key that leads to it, by its hash."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation_id, id FROM invitation_by_token(%s)", [key_hash])
        row = cursor.fetchone()
    return Found(*row) if row else None


def access_patient_to_invite(member: Membership, patient_id: UUID) -> Patient:
    """A patient of the member's organisation, for inviting; shows no medical content."""
    require(member, Act.INVITE)
    patient = Patient.objects.filter(id=patient_id).first()
    if patient is None:
        raise NotFound(_("This patient does not exist."))
    return patient


def access_patient_to_grant(member: Membership, patient_id: UUID) -> Patient:
    """A patient of the member's organisation, for deciding who else reads along."""
    require(member, Act.GRANT)
    patient = Patient.objects.filter(organisation_id=member.organisation_id, id=patient_id).first()
    if patient is None:
        raise NotFound(_("This patient does not exist."))
    return patient


def access_invitation(member: Membership, invitation_id: UUID) -> Invitation:
    """An invitation of the member's organisation, locked."""
    require(member, Act.INVITE)
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("patient", "department")
    invitation = rows.filter(id=invitation_id).first()
    if invitation is None:
        raise NotFound(_("This invitation does not exist."))
    return invitation


def access_open_invitation(found: Found, *, lock: bool = False) -> Invitation:
    """The invitation of a link, in its organisation's job scope; an ended one is not there."""
    rows = Invitation.objects.select_related("patient", "organisation", "department", "representation")
    if lock:
        rows = rows.select_for_update(of=("self",))
    invitation = rows.filter(id=found.invitation_id).first()
    if invitation is None or not invitation.is_open:
        raise NotFound("")
    return invitation


def access_member(member: Membership, membership_id: UUID, *, lock: bool = False) -> Membership:
    """Somebody who works at the member's organisation now, to change what they do."""
    require(member, Act.CONFIGURE_ORGANISATION)
    rows = Membership.objects.filter(organisation_id=member.organisation_id, ended_at=None)
    found = (rows.select_for_update() if lock else rows).filter(id=membership_id).first()
    if found is None:
        raise NotFound(_("This person does not work here any more."))
    return found


def access_staff_invitation(member: Membership, invitation_id: UUID) -> StaffInvitation:
    """An invitation to work at the member's organisation, locked."""
    require(member, Act.CONFIGURE_ORGANISATION)
    rows = StaffInvitation.objects.select_for_update(of=("self",))
    invitation = rows.filter(organisation_id=member.organisation_id, id=invitation_id).first()
    if invitation is None:
        raise NotFound(_("This invitation does not exist."))
    return invitation
