"""The organisations of the platform: which there are, a new one, and inviting its first admin.

What an organisation holds is never shown here: its row is public; of its people, whether an admin is in.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from audit.actions import Looker
from operators.models import Deed
from people.actions.staff import invite_first_admin
from people.models import Person
from rowsecurity.errors import Refused
from rowsecurity.scopes import gate_scope, job_scope
from tenants import directory
from tenants.actions import create_organisation
from tenants.models import Membership, Organisation, StaffInvitation
from tenants.roles import Role


@dataclass(frozen=True, slots=True)
class Admin:
    """Who is going to run it."""

    email: str
    given_name: str
    family_name: str


@dataclass(frozen=True, slots=True)
class New:
    """An organisation to be."""

    name: str
    slug: str
    kind: str
    region: str
    phone: str
    admin: Admin


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an organisation is: whether somebody runs it, and until when an invitation leads in."""

    has_admin: bool
    invitation: StaffInvitation | None


def create(*, actor: Person, looker: Looker, new: New) -> UUID:
    """Create an organisation and invite its first admin. Outside any scope; `actor` was let by."""
    organisation_id = uuid4()
    _note(actor, Deed.What.CREATED, new.slug)
    try:
        with job_scope(organisation_id, actor.id):
            create_organisation(
                organisation_id=organisation_id,
                slug=new.slug,
                name=new.name,
                kind=new.kind,
                phone=new.phone,
                region=new.region,
            )
            _invite(looker, organisation_id, new.admin)
    except IntegrityError as error:
        raise Refused(_("There is an organisation with this address already.")) from error
    directory.forget()
    return organisation_id


def invite_again(*, actor: Person, looker: Looker, organisation: Organisation, admin: Admin) -> None:
    """Invite a first admin anew, where none is in. Outside any scope; `actor` was let by."""
    _note(actor, Deed.What.INVITED, organisation.slug)
    with job_scope(organisation.id, actor.id):
        _invite(looker, organisation.id, admin)


def standing(organisation: Organisation) -> Standing:
    """How far it is. Outside any scope."""
    with job_scope(organisation.id):
        admins = Membership.objects.filter(ended_at=None, roles__contains=[Role.ADMIN])
        open_ones = StaffInvitation.objects.filter(accepted_at=None, withdrawn_at=None, invited_by=None)
        return Standing(admins.exists(), open_ones.first())


def _invite(looker: Looker, organisation_id: UUID, admin: Admin) -> None:
    invite_first_admin(
        looker=looker,
        organisation_id=organisation_id,
        email=admin.email,
        given_name=admin.given_name,
        family_name=admin.family_name,
    )


def _note(actor: Person, what: Deed.What, slug: str) -> None:
    """Write the line; the database asks again whether an operator calls."""
    with gate_scope(actor.id), connection.cursor() as cursor:
        cursor.execute("SELECT operator_did(%s, %s, %s)", [actor.name[:120], what.value, slug])
