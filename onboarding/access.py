"""The only ways to what this app shows; strangers get `NotFound`."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from onboarding.models import InvitationList, InvitationRule
from rowsecurity.errors import NotFound
from tenants.models import Department, Membership
from tenants.roles import Act, require


def access_department_to_configure(member: Membership, department_id: UUID) -> Department:
    """A department of the member's organisation."""
    require(member, Act.CONFIGURE_DEPARTMENT)
    department = Department.objects.filter(organisation_id=member.organisation_id, id=department_id).first()
    if department is None:
        raise NotFound(_("This department does not exist."))
    return department


def access_rule(member: Membership, department_id: UUID) -> InvitationRule:
    """The rule of a department; one that is off where none was kept yet."""
    department = access_department_to_configure(member, department_id)
    rule = InvitationRule.objects.filter(department=department).first()
    return rule or InvitationRule(department=department)


Kind = InvitationList.Kind
# Who invites patients does not decide who works here.
ACTS: dict[str, Act] = {Kind.PATIENTS: Act.INVITE_MANY, Kind.STAFF: Act.CONFIGURE_ORGANISATION}


def access_list(
    member: Membership, list_id: UUID, *, kind: str = Kind.PATIENTS, lock: bool = False
) -> InvitationList:
    """A list of this kind that somebody of the member's organisation brought."""
    require(member, ACTS[kind])
    rows = InvitationList.objects.filter(organisation_id=member.organisation_id, kind=kind)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.select_related("department", "member").filter(id=list_id).first()
    if found is None:
        raise NotFound(_("This list does not exist."))
    return found
