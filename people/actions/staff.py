"""Members of staff: invited by an admin, let in by a link and the staff's second factor, changed, ended.

What a membership does to sessions is held by the database (`people` migration 0013).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from people import codes
from people.access import Found
from people.events import session_ended
from people.post import post
from realtime.events import publish
from rowsecurity.errors import Refused
from tenants.models import Department, DepartmentMembership, Membership, StaffInvitation
from tenants.roles import Act, Role, require

VALID = timedelta(days=7)

ADMIN_BEGAN = "staff.admin_began"
ADMIN_ENDED = "staff.admin_ended"


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody does here: how they are called, as what, with which roles and where."""

    display_name: str
    job_title: str
    roles: list[str]
    departments: list[UUID]


def invite_member(
    *, member: Membership, looker: Looker, email: str, given_name: str, family_name: str, work: Work
) -> StaffInvitation:
    """Invite somebody to work here; an earlier invitation to the same address ends."""
    require(member, Act.CONFIGURE_ORGANISATION)
    rows = StaffInvitation.objects.filter(email=email.lower(), accepted_at=None, withdrawn_at=None)
    rows.update(withdrawn_at=timezone.now())
    invitation = StaffInvitation(
        organisation_id=member.organisation_id,
        email=email.lower(),
        given_name=given_name,
        family_name=family_name,
        display_name=work.display_name,
        job_title=work.job_title,
        roles=work.roles,
        departments=_own_departments(work.departments),
        invited_by=member,
    )
    _send(invitation, looker)
    return invitation


def invite_first_admin(
    *, looker: Looker, organisation_id: UUID, email: str, given_name: str, family_name: str
) -> StaffInvitation:
    """Invite who is going to run an organisation where nobody works yet. In its job scope."""
    if Membership.objects.filter(ended_at=None, roles__contains=[Role.ADMIN]).exists():
        raise Refused(_("This organisation has an admin, who invites everybody else."))
    rows = StaffInvitation.objects.filter(accepted_at=None, withdrawn_at=None)
    rows.update(withdrawn_at=timezone.now())
    invitation = StaffInvitation(
        organisation_id=organisation_id,
        email=email.lower(),
        given_name=given_name,
        family_name=family_name,
        display_name=f"{given_name} {family_name}"[:80],
        job_title=_("admin"),
        roles=[Role.ADMIN],
        departments=[],
    )
    _send(invitation, looker)
    return invitation


def send_again(*, member: Membership, looker: Looker, invitation: StaffInvitation) -> None:
    """Send a new link; the earlier one ends. `invitation` must be locked."""
    require(member, Act.CONFIGURE_ORGANISATION)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise Refused(_("This invitation was used or withdrawn. Invite this person anew."))
    _send(invitation, looker)


def withdraw(*, member: Membership, looker: Looker, invitation: StaffInvitation) -> None:
    """End an invitation that was not used; `invitation` must be locked."""
    require(member, Act.CONFIGURE_ORGANISATION)
    if invitation.accepted_at is not None:
        raise Refused(_("This invitation has been used already."))
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    _record(looker, invitation.organisation_id, "staff.invitation_withdrawn", "D", invitation.id)


def find(token: str) -> Found | None:
    """Which invitation a link belongs to, outside any scope."""
    with connection.cursor() as cursor:
        statement = "SELECT organisation_id, id FROM staff_invitation_by_token(%s)"
        cursor.execute(statement, [codes.token_hash(token)])
        row = cursor.fetchone()
    return Found(*row) if row else None


def accept(*, invitation: StaffInvitation, person_id: UUID, source: str) -> Membership:
    """Make the person a member; `invitation` must be locked and open. In its job scope."""
    membership = Membership.objects.select_for_update().filter(person_id=person_id).first()
    if membership is not None and membership.ended_at is None:
        raise Refused(_("You work here already with this account."))
    membership = membership or Membership(person_id=person_id, organisation_id=invitation.organisation_id)
    membership.ended_at = None
    membership.roles, membership.job_title = invitation.roles, invitation.job_title
    membership.display_name = invitation.display_name
    membership.save()
    _work_at(membership, invitation.departments)
    invitation.accepted_at, invitation.membership = timezone.now(), membership
    invitation.save(update_fields=["accepted_at", "membership"])
    publish(session_ended(person_id))
    looker = Looker(label=membership.label[:120], role=membership.roles[0], source=source)
    _record(looker, invitation.organisation_id, "staff.joined", "C", membership.id)
    note_admin_began(looker, membership, before=())
    return membership


def change_member(*, member: Membership, looker: Looker, target: Membership, work: Work) -> None:
    """Change what somebody does here; the organisation keeps an admin. `target` must be locked."""
    require(member, Act.CONFIGURE_ORGANISATION)
    if Role.ADMIN in target.roles and Role.ADMIN not in work.roles:
        _require_other_admin(target)
        note_admin_ended(looker, target)
    before = target.roles
    target.display_name, target.job_title, target.roles = work.display_name, work.job_title, work.roles
    target.save(update_fields=["display_name", "job_title", "roles"])
    _work_at(target, _own_departments(work.departments))
    note_admin_began(looker, target, before=before)
    _record(looker, member.organisation_id, "staff.changed", "U", target.id)


def end_membership(*, member: Membership, looker: Looker, target: Membership) -> None:
    """Somebody works here no longer: from the next request on nothing opens. `target` must be locked."""
    require(member, Act.CONFIGURE_ORGANISATION)
    if target.id == member.id:
        raise Refused(_("You cannot end your own access. Ask another admin."))
    if target.ended_at is not None:
        raise Refused(_("This person does not work here any more."))
    if Role.ADMIN in target.roles:
        _require_other_admin(target)
        note_admin_ended(looker, target)
    target.ended_at = timezone.now()
    target.save(update_fields=["ended_at"])
    publish(session_ended(target.person_id))
    _record(looker, member.organisation_id, "staff.ended", "D", target.id)


def keep_an_admin(target: Membership, roles: Collection[str]) -> list[str]:
    """These roles, with that of admin where nobody else would have it any more."""
    others = Membership.objects.filter(ended_at=None, roles__contains=[Role.ADMIN]).exclude(id=target.id)
    is_last = Role.ADMIN in target.roles and Role.ADMIN not in roles and not others.exists()
    return sorted({*roles, Role.ADMIN.value} if is_last else set(roles))


def note_admin_began(looker: Looker, target: Membership, *, before: Collection[str]) -> None:
    """A line of its own where somebody became admin, and every other admin is told.

    Who is one since a moment is no second one yet: the others have until then to see it.
    """
    if Role.ADMIN not in target.roles or Role.ADMIN in before:
        return
    _record(looker, target.organisation_id, ADMIN_BEGAN, "U", target.id)
    others = Membership.objects.filter(ended_at=None, roles__contains=[Role.ADMIN]).exclude(id=target.id)
    once = uuid4()
    for other in others:
        post().tell_of_admin(person_id=other.person_id, key=f"admin_began:{once}:{other.id}")


def note_admin_ended(looker: Looker, target: Membership) -> None:
    """A line of its own: what two admins have to agree to looks back at it, whatever is given back later."""
    _record(looker, target.organisation_id, ADMIN_ENDED, "U", target.id)


def _send(invitation: StaffInvitation, looker: Looker) -> None:
    token = codes.new_token()
    invitation.token_hash = codes.token_hash(token)
    invitation.expires_at = timezone.now() + VALID
    invitation.save()
    _record(looker, invitation.organisation_id, "staff.invited", "C", invitation.id)
    path = reverse("people:join", args=[token])
    post().invite_member(invitation, link=f"{settings.PUBLIC_URL}{path}")


def _own_departments(wanted: Collection[UUID]) -> list[UUID]:
    return list(Department.objects.filter(id__in=list(wanted)).values_list("id", flat=True))


def _work_at(membership: Membership, departments: Collection[UUID]) -> None:
    wanted = set(_own_departments(departments))
    rows = DepartmentMembership.objects.filter(membership=membership)
    rows.exclude(department_id__in=wanted).delete()
    known = set(rows.values_list("department_id", flat=True))
    for department_id in wanted - known:
        DepartmentMembership.objects.create(membership=membership, department_id=department_id)


def _require_other_admin(target: Membership) -> None:
    admins = Membership.objects.filter(ended_at=None, roles__contains=[Role.ADMIN]).exclude(id=target.id)
    if not admins.exists():
        raise Refused(_("This is the last admin. Make somebody else admin first."))


def _record(looker: Looker, organisation_id: UUID, event: str, action: str, object_id: UUID) -> None:
    record(
        looker=looker,
        organisation_id=organisation_id,
        event=event,
        action=action,
        object_type="membership",
        object_id=object_id,
    )
