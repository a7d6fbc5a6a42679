"""What a proof of the provider does here: somebody comes in with the roles it names, or is out."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from people.actions.own_sessions import end_every_session
from people.actions.staff import keep_an_admin, note_admin_began, note_admin_ended
from people.events import session_ended
from people.models import Person
from realtime.events import publish
from rowsecurity.errors import Refused
from rowsecurity.scopes import gate_scope, job_scope
from single_sign_on import places
from single_sign_on.logout import SignedOut
from single_sign_on.models import Provider, WorkIdentity
from single_sign_on.protocol import Proof
from tenants import envelope
from tenants.models import Department, DepartmentMembership, Membership
from tenants.roles import Act, Role, require

MOST_SESSIONS = 20


@dataclass(frozen=True, slots=True)
class Settings:
    """What an admin fills in; an empty secret keeps the one there is."""

    issuer: str
    client_id: str
    secret: str
    roles_claim: str
    role_names: dict[str, str]
    departments: list[UUID]
    is_on: bool


def set_provider(*, member: Membership, looker: Looker, wanted: Settings) -> int:
    """Save the provider of the organisation; the secret is sealed and never shown again.

    Whom it no longer answers for is signed out at once; returns how many that were.
    """
    require(member, Act.CONFIGURE_ORGANISATION)
    _refuse_to_leave_oneself_out(member, wanted)
    provider = Provider.objects.select_for_update().first() or Provider(id=uuid4())
    if wanted.secret:
        place = places.secret(provider.id)
        provider.secret_sealed = envelope.seal(member.organisation_id, place, wanted.secret)
    provider.issuer, provider.client_id = wanted.issuer, wanted.client_id
    provider.roles_claim, provider.role_names = wanted.roles_claim, wanted.role_names
    own = Department.objects.filter(id__in=wanted.departments)
    provider.departments = list(own.values_list("id", flat=True))
    provider.is_on = wanted.is_on
    provider.save()
    _note(looker, member.organisation_id, "single_sign_on.set", "U", provider.id)
    return end_sessions_of_others()


def end_sessions_of_others() -> int:
    """End every session of whoever came in by a provider that is not (or no longer) the one that is on.

    In a scope of the organisation; returns of how many people.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT sessions_end_of_other_providers()")
        people = [row[0] for row in cursor.fetchall()]
    for person_id in people:
        publish(session_ended(person_id))
    return len(people)


def is_still_the_one(*, organisation_id: UUID, provider: Provider) -> bool:
    """Whether somebody who just came in may stay: an admin may have changed the provider meanwhile.

    It waits for a change that is under way, which may not have seen the new session. Outside any scope.
    """
    with job_scope(organisation_id):
        now = Provider.objects.select_for_update().filter(is_on=True).first()
        if now is not None and now.names == provider.names:
            return True
        end_sessions_of_others()
        return False


def _refuse_to_leave_oneself_out(member: Membership, wanted: Settings) -> None:
    stays = {"issuer": wanted.issuer, "client_id": wanted.client_id} if wanted.is_on else None
    mine = WorkIdentity.objects.filter(membership=member).first()
    if mine is not None and {"issuer": mine.issuer, "client_id": mine.client_id} != stays:
        raise Refused(
            _(
                "You sign in with this provider yourself, so this would sign you out for good. Let an admin "
                "with an account of their own do this; you can invite one in the list of colleagues."
            )
        )


def come_in(*, organisation_id: UUID, provider: Provider, proof: Proof, source: str) -> UUID:
    """Let somebody in who was proven, with the roles of this moment; returns the person. Outside any scope.

    Raises `Refused` for who has no role (a member of before is out at once), and for who was ended here.
    """
    roles = roles_of(provider, proof)
    with job_scope(organisation_id):
        identity = _identity(provider, proof.subject)
        if identity is not None and roles:
            return _come_back(identity, roles, proof, source)
        if identity is not None:
            leave(identity=identity, source=source)
    if not roles:
        raise Refused(
            _(
                "You were recognised, but your organisation has given you no role here. "
                "Ask your admin to put you in a group that has one."
            )
        )
    person = Person(
        id=uuid4(),
        given_name=_given(proof),
        family_name=_word(proof, "family_name") or "-",
        is_of_provider=True,
    )
    with gate_scope(person.id):
        person.save(force_insert=True)
    with job_scope(organisation_id, person.id):
        return _join(person, provider, roles, proof, source)


def leave(*, identity: WorkIdentity, source: str = "") -> None:
    """Gone at the provider: out here at once, in every browser. In a job scope; `identity` is locked."""
    membership = identity.membership
    if membership.ended_at is not None:
        return
    identity.is_gone, identity.refresh_sealed = True, None
    identity.save(update_fields=["is_gone", "refresh_sealed"])
    if Role.ADMIN in membership.roles:
        note_admin_ended(_looker(membership, source), membership)
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    publish(session_ended(membership.person_id))
    _note(_looker(membership, source), membership.organisation_id, "staff.ended", "D", membership.id)


def keep(*, identity: WorkIdentity, roles: list[str], refresh: str) -> None:
    """Still there: note when that was asked, with the roles of this moment. In a job scope."""
    _give(identity.membership, roles)
    identity.checked_at = timezone.now()
    identity.refresh_sealed = _sealed(identity, refresh)
    identity.save(update_fields=["checked_at", "refresh_sealed", "sessions", "email"])


def sign_out(*, organisation_id: UUID, provider: Provider, told: SignedOut, source: str) -> None:
    """The provider says that somebody signed out there: every session of that account ends here, at once.

    The account works at this organisation and nothing more, so that nothing else ends. Whoever is not known
    has no session. Outside any scope.
    """
    with job_scope(organisation_id):
        rows = WorkIdentity.objects.select_related("membership").filter(**provider.names)
        named = {"subject": told.subject} if told.subject else {"sessions__contains": [told.session]}
        identity = rows.filter(**named).first()
    if identity is None:
        return
    membership = identity.membership
    with gate_scope(membership.person_id):
        end_every_session(person_id=membership.person_id)
    # After it: while these are known, who is told again finds whom it is about.
    with job_scope(organisation_id):
        now = WorkIdentity.objects.select_for_update().get(id=identity.id)
        now.sessions = [each for each in now.sessions if each not in identity.sessions]
        now.save(update_fields=["sessions"])
        _note(_looker(membership, source), organisation_id, "staff.signed_out", "D", membership.id)


def roles_of(provider: Provider, proof: Proof) -> list[str]:
    """The roles that the words of a proof give here."""
    words = proof.words(provider.roles_claim)
    return sorted(
        {role for word, role in provider.role_names.items() if word in words and role in Role.values}
    )


def _identity(provider: Provider, subject: str) -> WorkIdentity | None:
    rows = WorkIdentity.objects.select_for_update(of=("self",)).select_related("membership")
    return rows.filter(subject=subject, **provider.names).first()


def _come_back(identity: WorkIdentity, roles: list[str], proof: Proof, source: str) -> UUID:
    membership = identity.membership
    if membership.ended_at is not None and not identity.is_gone:
        raise Refused(_("Your access here was ended by an admin of your organisation."))
    if membership.ended_at is not None:
        membership.ended_at, identity.is_gone = None, False
        membership.save(update_fields=["ended_at"])
        identity.save(update_fields=["is_gone"])
        looker = _looker(membership, source)
        _note(looker, membership.organisation_id, "staff.joined", "C", membership.id)
        note_admin_began(looker, membership, before=())
    _note_session(identity, proof)
    identity.email = _email(proof)
    keep(identity=identity, roles=roles, refresh=proof.refresh)
    return membership.person_id


def _join(person: Person, provider: Provider, roles: list[str], proof: Proof, source: str) -> UUID:
    membership = Membership.objects.create(
        person=person,
        roles=roles,
        job_title=(_word(proof, "job_title") or str(Role(roles[0]).label))[:60],
        display_name=(_word(proof, "name") or person.name)[:80],
    )
    for department in Department.objects.filter(id__in=provider.departments):
        DepartmentMembership.objects.create(department=department, membership=membership)
    identity = WorkIdentity(
        id=uuid4(),
        membership=membership,
        subject=proof.subject,
        checked_at=timezone.now(),
        email=_email(proof),
        **provider.names,
    )
    identity.organisation_id = membership.organisation_id
    identity.refresh_sealed = _sealed(identity, proof.refresh)
    _note_session(identity, proof)
    identity.save(force_insert=True)
    looker = _looker(membership, source)
    _note(looker, membership.organisation_id, "staff.joined", "C", membership.id)
    note_admin_began(looker, membership, before=())
    return person.id


def _note_session(identity: WorkIdentity, proof: Proof) -> None:
    session = str(proof.claims.get("sid") or "")
    if session and len(session) <= 255:
        known = [each for each in identity.sessions if each != session]
        identity.sessions = [*known, session][-MOST_SESSIONS:]


def _give(membership: Membership, roles: list[str]) -> None:
    """The roles of the provider, but the organisation keeps an admin."""
    wanted = keep_an_admin(membership, roles)
    if sorted(membership.roles) != wanted:
        if Role.ADMIN in membership.roles and Role.ADMIN not in wanted:
            note_admin_ended(_looker(membership, ""), membership)
        before, membership.roles = membership.roles, wanted
        membership.save(update_fields=["roles"])
        note_admin_began(_looker(membership, ""), membership, before=before)


def _sealed(identity: WorkIdentity, refresh: str) -> bytes | None:
    if not refresh:
        return None
    return envelope.seal(identity.organisation_id, places.refresh(identity.id), refresh)


def _word(proof: Proof, claim: str) -> str:
    return str(proof.claims.get(claim) or "").strip()[:80]


def _email(proof: Proof) -> str:
    """Where notices go, and nothing more: never by this is somebody known."""
    address = str(proof.claims.get("email") or "").strip()
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address if len(address) <= 254 and proof.claims.get("email_verified") is not False else ""


def _given(proof: Proof) -> str:
    return _word(proof, "given_name") or _word(proof, "name") or _word(proof, "preferred_username") or "-"


def _looker(membership: Membership, source: str) -> Looker:
    return Looker(label=membership.label[:120], role=membership.roles[0], source=source)


def _note(looker: Looker, organisation_id: UUID, event: str, action: str, object_id: UUID) -> None:
    record(
        looker=looker,
        organisation_id=organisation_id,
        event=event,
        action=action,
        object_type="membership",
        object_id=object_id,
    )
