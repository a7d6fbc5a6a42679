"""Invites a patient, and lets in who answers an invitation with birth date and code.

Everything runs in the scope of the invitation's organisation. The link alone opens nothing.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from people import ages, codes
from people.attempts import Limit
from people.models import Invitation, Patient
from people.post import post
from rowsecurity.errors import Refused
from tenants.models import Department, Membership
from tenants.roles import Act, require

VALID = timedelta(days=7)
MOST_CODES = 5
# A text message costs money and annoys: per telephone, whatever asks for it.
CODES_TO_A_NUMBER = Limit("code to a number", most=6, within=timedelta(hours=1))
CODES_OF_AN_ORGANISATION = Limit("codes of an organisation", most=2000, within=timedelta(days=1))
NEW_LINKS = Limit("new link asked for", most=3, within=timedelta(days=1))


def invite_patient(
    *,
    member: Membership | None,
    looker: Looker,
    patient: Patient,
    department: Department | None = None,
    source: Invitation.Source = Invitation.Source.HAND,
) -> Invitation:
    """Invite a patient by e-mail; an earlier invitation ends. Without `member` the platform invites."""
    if member is not None:
        require(member, Act.INVITE)
    require_reachable(patient)
    Invitation.objects.filter(
        patient=patient, representation=None, activated_at=None, withdrawn_at=None
    ).update(withdrawn_at=Now())
    token = codes.new_token()
    invitation = Invitation.objects.create(
        patient=patient,
        department=department,
        source=source,
        email=patient.email,
        mobile=patient.mobile,
        token_hash=codes.token_hash(token),
        expires_at=timezone.now() + VALID,
    )
    note(invitation, looker, event="invitation.sent", action="C")
    path = reverse("people:invitation", args=[token])
    post().invite(invitation, link=f"{settings.PUBLIC_URL}{path}")
    return invitation


def withdraw_invitation(*, member: Membership, looker: Looker, invitation: Invitation) -> None:
    """End an invitation that was not used yet."""
    require(member, Act.INVITE)
    if invitation.activated_at is not None:
        raise Refused(_("This invitation has been used already."))
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    note(invitation, looker, event="invitation.withdrawn", action="D")


def mark_sent(invitation_id: UUID) -> None:
    """Note that the e-mail has left."""
    Invitation.objects.filter(id=invitation_id, sent_at=None).update(sent_at=Now())


def is_waiting(invitation_id: UUID) -> bool:
    """Whether an invitation still leads in, so that it is worth sending something about it."""
    invitation = Invitation.objects.filter(id=invitation_id).first()
    return invitation is not None and invitation.is_open


def ask_again(*, invitation: Invitation) -> None:
    """Send a new link to the same address. Silent in every case: who asks may be anybody with an old link."""
    if invitation.activated_at or not NEW_LINKS.count(invitation.patient_id):
        return
    try:
        invite_patient(
            member=None,
            looker=Looker(label="", role="platform"),
            patient=invitation.patient,
            department=invitation.department,
        )
    except Refused:
        return


def prove_birth_date(*, invitation: Invitation, birth_date: date) -> bool:
    """Compare with what the organisation knows; `invitation` must be locked. A wrong one counts."""
    if invitation.opened_at is None:
        invitation.opened_at = timezone.now()
    is_right = invitation.patient.birth_date == birth_date
    if not is_right:
        invitation.failures += 1
    invitation.save(update_fields=["opened_at", "failures"])
    return is_right


def send_code(*, invitation: Invitation) -> bool:
    """Send a new code by text message; `invitation` must be locked. False when there were too many."""
    organisation_id = invitation.organisation_id
    if invitation.codes_sent >= MOST_CODES or not CODES_TO_A_NUMBER.count(invitation.mobile):
        return False
    if not CODES_OF_AN_ORGANISATION.count(organisation_id):
        return False
    code = codes.new_code()
    invitation.code_hash = codes.code_hash(invitation.id, code)
    invitation.code_expires_at = timezone.now() + codes.VALID
    invitation.code_failures = 0
    invitation.codes_sent += 1
    invitation.save(update_fields=["code_hash", "code_expires_at", "code_failures", "codes_sent"])
    post().send_code(invitation, code=code, valid=codes.VALID, number=invitation.codes_sent)
    return True


def prove_code(*, invitation: Invitation, code: str) -> bool:
    """Use up the code; `invitation` must be locked. After five wrong ones it is worth nothing."""
    expires_at = invitation.code_expires_at
    if expires_at is None or expires_at <= timezone.now():
        return False
    is_right = codes.is_same(invitation.code_hash, codes.code_hash(invitation.id, code))
    if not is_right:
        invitation.code_failures += 1
    if is_right or invitation.code_failures >= Invitation.MOST_FAILURES:
        invitation.code_hash = invitation.code_expires_at = None
    if is_right:
        invitation.proven_at = timezone.now()
    invitation.save(update_fields=["code_hash", "code_expires_at", "code_failures", "proven_at"])
    return is_right


def activate(*, invitation: Invitation, person_id: UUID, name: str, source: str) -> None:
    """Bind the registration to the account that answered; `invitation` must be locked and open."""
    patient = invitation.patient
    if patient.person_id is not None:
        raise Refused(_("This registration belongs to an account already. Sign in with that account."))
    patient.person_id = person_id
    try:
        with transaction.atomic():
            patient.save(update_fields=["person"])
    except IntegrityError as error:
        raise Refused(
            _("You are known at this organisation under another registration. Please call them.")
        ) from error
    invitation.activated_at = timezone.now()
    invitation.save(update_fields=["activated_at"])
    looker = Looker(label=name, role="patient", source=source, on_behalf_of_id=None)
    note(invitation, looker, event="invitation.activated", action="U")


def require_reachable(patient: Patient) -> None:
    """Refuse to invite by e-mail who is in already, or cannot be reached so."""
    if patient.person_id is not None:
        raise Refused(_("This patient has an account already."))
    if patient.deceased_on is not None:
        raise Refused(_("This patient has died. There is nobody to invite."))
    if ages.who_decides(patient.birth_date, timezone.localdate()) is ages.Who.PARENTS:
        raise Refused(_("This patient is younger than 12. Invite the parents instead."))
    if not patient.email or not patient.mobile:
        raise Refused(_("Fill in the e-mail address and mobile number of this patient first."))


def note(invitation: Invitation, looker: Looker, *, event: str, action: str) -> None:
    """Write a line of the access log about an invitation."""
    record(
        looker=looker,
        organisation_id=invitation.organisation_id,
        event=event,
        action=action,
        object_type="invitation",
        object_id=invitation.id,
        patient_id=invitation.patient_id,
    )
