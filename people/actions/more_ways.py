"""What helps who stalls: one reminder, and a letter with a short code. In a scope of the organisation.

Each is another key to the same invitation, so that the first link goes on to work.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid5

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker
from people import codes
from people.access import Found, find_by_hash
from people.actions.invitations import CODES_OF_AN_ORGANISATION, MOST_CODES, VALID, note
from people.attempts import Limit
from people.models import Invitation, InvitationKey, Patient
from people.post import post
from rowsecurity.errors import Refused
from tenants.models import Department, Membership
from tenants.roles import Act, require

LETTER_VALID = timedelta(days=42)
VISIT_VALID = timedelta(hours=1)
CODES_OF_AN_ADDRESS = Limit("codes of letters from an address", most=20, within=timedelta(hours=1))
CODES_TO_AN_ADDRESS = Limit("code to an e-mail address", most=5, within=timedelta(hours=1))
Kind = InvitationKey.Kind


def remind(*, invitation: Invitation) -> None:
    """Send the one reminder of an invitation that was not used; `invitation` must be locked."""
    if not invitation.is_open or invitation.reminded_at is not None or not invitation.email:
        return
    if invitation.patient.deceased_on is not None:
        return
    token = codes.new_token()
    _add_key(invitation, Kind.REMINDER, codes.token_hash(token), VALID)
    invitation.reminded_at = timezone.now()
    invitation.save(update_fields=["reminded_at"])
    link = reverse("people:invitation", args=[token])
    stop = reverse("people:invitation_decline", args=[token])
    post().remind(invitation, link=f"{settings.PUBLIC_URL}{link}", stop=f"{settings.PUBLIC_URL}{stop}")


def decline(*, invitation: Invitation) -> None:
    """No more invitations or reminders by themselves; `invitation` must be locked. The team may still ask."""
    invitation.declined_at = timezone.now()
    invitation.save(update_fields=["declined_at"])
    note(invitation, Looker(label="", role="patient"), event="invitation.declined", action="U")


def write_letter(
    *, member: Membership, looker: Looker, patient: Patient, department: Department | None = None
) -> tuple[Invitation, str]:
    """Make a code for a letter, and return it: it is shown this once. An earlier letter no longer works."""
    require(member, Act.INVITE)
    if patient.person_id is not None:
        raise Refused(_("This patient has an account already."))
    if patient.deceased_on is not None:
        raise Refused(_("This patient has died. There is nobody to invite."))
    invitation = _open_invitation(patient) or _by_letter(patient, department)
    invitation.keys.filter(kind=Kind.LETTER).delete()
    code = codes.new_letter_code()
    _add_key(invitation, Kind.LETTER, codes.letter_code_hash(code), LETTER_VALID)
    note(invitation, looker, event="invitation.letter", action="C")
    return invitation, code


def use_letter(*, address: str, code: str) -> Found | None:
    """Whose letter this is, outside any scope. Every try counts; raises `Refused` after too many."""
    if not CODES_OF_AN_ADDRESS.count(address):
        raise Refused(_("Too many tries. Wait an hour, or call your care team."))
    return find_by_hash(codes.letter_code_hash(code))


def begin_visit(*, invitation: Invitation) -> str:
    """A link for this browser, in place of the code that was typed; it holds for an hour."""
    token = codes.new_token()
    _add_key(invitation, Kind.VISIT, codes.token_hash(token), VISIT_VALID)
    return token


def send_code_to_email(*, invitation: Invitation, email: str) -> bool:
    """Send a code to the e-mail address somebody wants to sign in with; `invitation` must be locked."""
    too_many = invitation.codes_sent >= 2 * MOST_CODES or not CODES_TO_AN_ADDRESS.count(email.lower())
    if too_many or not CODES_OF_AN_ORGANISATION.count(invitation.organisation_id):
        return False
    code = codes.new_code()
    invitation.code_hash = codes.code_hash(_owner(invitation, email), code)
    invitation.code_expires_at = timezone.now() + codes.VALID
    invitation.code_failures = 0
    invitation.codes_sent += 1
    invitation.save(update_fields=["code_hash", "code_expires_at", "code_failures", "codes_sent"])
    post().mail_code(invitation, email=email, code=code, valid=codes.VALID, number=invitation.codes_sent)
    return True


def prove_email(*, invitation: Invitation, email: str, code: str) -> bool:
    """Use up that code, and keep the address; `invitation` must be locked."""
    expires_at = invitation.code_expires_at
    if expires_at is None or expires_at <= timezone.now():
        return False
    is_right = codes.is_same(invitation.code_hash, codes.code_hash(_owner(invitation, email), code))
    invitation.code_failures += 0 if is_right else 1
    if is_right or invitation.code_failures >= Invitation.MOST_FAILURES:
        invitation.code_hash = invitation.code_expires_at = None
    if is_right:
        invitation.email = email.lower()
    invitation.save(update_fields=["email", "code_hash", "code_expires_at", "code_failures"])
    return is_right


def _owner(invitation: Invitation, email: str) -> UUID:
    return uuid5(invitation.id, email.lower())


def _add_key(invitation: Invitation, kind: Kind, key_hash: bytes, valid: timedelta) -> None:
    until = timezone.now() + valid
    InvitationKey.objects.create(invitation=invitation, kind=kind, key_hash=key_hash, expires_at=until)
    if until > invitation.expires_at:
        invitation.expires_at = until
        invitation.save(update_fields=["expires_at"])


def _open_invitation(patient: Patient) -> Invitation | None:
    rows = Invitation.objects.select_for_update().filter(
        patient=patient, representation=None, activated_at=None
    )
    newest = rows.order_by("-created_at").first()
    return newest if newest is not None and newest.is_open else None


def _by_letter(patient: Patient, department: Department | None) -> Invitation:
    now = timezone.now()
    return Invitation.objects.create(
        patient=patient,
        department=department,
        source=Invitation.Source.LETTER,
        email=patient.email,
        mobile=patient.mobile,
        # Nobody knows a link; only the code of the letter leads here.
        token_hash=codes.token_hash(codes.new_token()),
        sent_at=now,
        expires_at=now + LETTER_VALID,
    )
