"""What a line of a list of colleagues does: somebody is invited to work here."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from audit.actions import Looker
from onboarding import staff_list
from onboarding.models import InvitationList
from onboarding.sheet import Line, Problem
from people.actions import staff
from people.actions.staff import Work
from rowsecurity.errors import Refused
from tenants.models import Department, Membership, StaffInvitation
from tenants.roles import Act, may


def compare(lines: list[Line]) -> None:
    """What is known here: the departments, who works here, who was invited."""
    right = {line.fields["email"]: line for line in lines if not line.problem}
    known = _departments()
    for line in right.values():
        if not _are_known(line.fields["departments"], known):
            line.problem = Problem.BAD_DEPARTMENT
    invitations = StaffInvitation.objects.filter(email__in=list(right), withdrawn_at=None)
    for invitation in invitations.select_related("membership"):
        problem = _known_as(invitation)
        if problem:
            right[invitation.email].problem = problem


def may_go_on(found: InvitationList) -> bool:
    """Whether who agreed still works here and may still decide who does."""
    member = _in_whose_name(found)
    return member.ended_at is None and may(member, Act.CONFIGURE_ORGANISATION)


def carry_out(found: InvitationList, fields: dict[str, str]) -> None:
    """Invite one; raises `Refused` for what has changed since it was looked at."""
    known = _departments()
    if not _are_known(fields["departments"], known):
        raise Refused(str(Problem.BAD_DEPARTMENT.label))
    for invitation in StaffInvitation.objects.filter(email=fields["email"], withdrawn_at=None):
        problem = _known_as(invitation)
        if problem:
            raise Refused(str(problem.label))
    member = _in_whose_name(found)
    name = f"{fields['given_name']} {fields['family_name']}"[:80]
    staff.invite_member(
        member=member,
        looker=Looker(label=member.label[:120], role="platform"),
        email=fields["email"],
        given_name=fields["given_name"],
        family_name=fields["family_name"],
        work=Work(
            display_name=fields["display_name"] or name,
            job_title=fields["job_title"],
            roles=staff_list.roles_of(fields["roles"]),
            departments=list(_named(fields["departments"], known)),
        ),
    )


def _in_whose_name(found: InvitationList) -> Membership:
    # Agreed to before that was kept: in the name of who brought it.
    return found.agreed_by or found.member


def _departments() -> dict[str, UUID]:
    """The departments that are there, by name and by code as they are compared."""
    rows = list(Department.objects.values_list("id", "name", "code"))
    names = [(" ".join(name.casefold().split()), identity) for identity, name, _code in rows]
    return {code.casefold(): identity for identity, _name, code in rows} | dict(names)


def _names(text: str, known: dict[str, UUID]) -> list[str]:
    # A name may have a comma of its own.
    whole = " ".join(text.casefold().split())
    return [whole] if whole in known else staff_list.parts(text)


def _are_known(text: str, known: dict[str, UUID]) -> bool:
    return all(name in known for name in _names(text, known))


def _named(text: str, known: dict[str, UUID]) -> Iterable[UUID]:
    return {known[name] for name in _names(text, known)}


def _known_as(invitation: StaffInvitation) -> Problem | None:
    """What an earlier invitation to the same address says of somebody now."""
    if invitation.membership is not None:
        return Problem.WORKS_HERE if invitation.membership.ended_at is None else None
    return Problem.IS_INVITED if invitation.expires_at > timezone.now() else None
