"""Relatives: invited, let in, changed, ended. In the scope of the organisation where the patient is known.

An end is a moment on the representation itself and holds at the next read; what is done here beside it is to
withdraw links, to write the access log and to tell who is concerned.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker, record
from people import ages, codes
from people.actions.invitations import NEW_LINKS, VALID
from people.discharges import WrittenDown, tell_written_down
from people.models import Invitation, Patient, RelativeRule, Representation
from people.post import post
from rowsecurity.errors import NotFound, Refused
from rowsecurity.scopes import current_scope
from tenants.models import Membership
from tenants.roles import Act, require

Ground, Reason = Representation.Ground, Representation.EndReason
# What patients may give themselves; authority and a court's decision are for the team to see.
OWN_GROUNDS = frozenset({Ground.CONTACT.value, Ground.MANDATE.value})


@dataclass(frozen=True, slots=True)
class Offer:
    """Who is invited, and to what."""

    name: str
    email: str
    mobile: str
    relation: str
    ground: str
    may_write: bool = True
    covers_all: bool = True
    ends_on: date | None = None  # the last day


@dataclass(frozen=True, slots=True)
class Invited:
    """A representation that waits for its person; `link` exists here only, the database keeps its hash."""

    representation: Representation
    link: str


class InvitedAlready(Refused):
    """The same relative a second time; `representation` says who has it."""

    def __init__(self, representation: Representation, sentence: str) -> None:
        super().__init__(sentence)
        self.representation = representation


def invite_relative(*, member: Membership | None, looker: Looker, patient: Patient, offer: Offer) -> Invited:
    """Offer somebody to read along, or to write as well. Without `member` the patient does it."""
    patient = Patient.objects.select_for_update().get(id=patient.id)
    _require_may_give(member, patient, offer.ground)
    _require_possible(patient, offer)
    _require_new(patient, offer)
    ends_at, reason = _planned_end(patient, offer)
    representation = Representation.objects.create(
        patient=patient,
        ground=offer.ground,
        relation=offer.relation,
        name=offer.name,
        email=offer.email.lower(),
        mobile=offer.mobile,
        may_write=offer.may_write,
        covers_all=offer.covers_all,
        starts_at=TransactionNow(),
        ends_at=ends_at,
        end_reason=reason,
    )
    note(representation, looker, event="relative.invited", action="C")
    return Invited(representation, _send(representation))


def invite_again(*, member: Membership | None, looker: Looker, representation: Representation) -> Invited:
    """A new link to the same person; the earlier ones end. `representation` is locked."""
    _require_may_give(member, representation.patient, representation.ground)
    if representation.person_id is not None or representation.is_ended:
        raise Refused(_("This is not open any more. Invite this person anew."))
    note(representation, looker, event="relative.invited", action="C")
    return Invited(representation, _send(representation))


def ask_again(*, invitation: Invitation) -> None:
    """Send a new link to the same address. Silent in every case: who asks may be anybody with an old link."""
    rows = Representation.objects.select_for_update(of=("self",)).select_related("patient")
    representation = rows.get(invitations=invitation)
    is_open = representation.person_id is None and not representation.is_ended
    if is_open and NEW_LINKS.count(representation.id):
        _send(representation)


def mark_opened(*, invitation: Invitation) -> None:
    """Note that somebody looked further than the link."""
    if invitation.opened_at is None:
        invitation.opened_at = timezone.now()
        invitation.save(update_fields=["opened_at"])


def accept(*, invitation: Invitation, person_id: UUID, name: str, source: str) -> None:
    """Let in who proved to be the one invited; `invitation` is locked and open."""
    rows = Representation.objects.select_for_update(of=("self",)).select_related("patient")
    representation = rows.get(invitations=invitation)
    patient = representation.patient
    if representation.is_ended:
        raise Refused(_("This invitation is no longer valid. Ask who invited you for a new one."))
    if patient.person_id == person_id:
        raise Refused(_("This is your own registration: you see these conversations already."))
    earlier = rows.filter(patient=patient, person_id=person_id).first()
    if earlier is not None and not earlier.is_ended:
        sentence = _("You have access for %(name)s already. Nothing has changed.")
        raise Refused(sentence % {"name": patient.given_name})
    if earlier is not None:  # once for each person; the log remembers what was
        earlier.person_id = None
        earlier.save(update_fields=["person"])
    # By the clock of the database, which also decides who reaches what.
    Representation.objects.filter(id=representation.id).update(
        person_id=person_id, name=name, starts_at=TransactionNow()
    )
    invitation.activated_at = timezone.now()
    invitation.save(update_fields=["activated_at"])
    looker = Looker(label=name, role="relative", source=source, ground=representation.ground)
    note(representation, looker, event="relative.accepted", action="U")


def change_relative(
    *,
    member: Membership | None,
    looker: Looker,
    representation: Representation,
    may_write: bool,
    ends_on: date | None,
) -> None:
    """Another scope or end date. `representation` is locked."""
    _require_may_give(member, representation.patient, representation.ground)
    if representation.is_ended:
        raise Refused(_("This access has ended. Invite this person anew."))
    ends_at = _after(ends_on)
    if ends_at and ends_at <= timezone.now():
        raise Refused(_("The last day lies in the past. End the access instead."))
    representation.may_write = may_write
    representation.ends_at, representation.end_reason = ends_at, Reason.DATE if ends_at else ""
    _bound(representation)
    representation.save(update_fields=["may_write", "ends_at", "end_reason"])
    note(representation, looker, event="relative.changed", action="U")


def end_relative(*, looker: Looker, representation: Representation, reason: str) -> None:
    """End it at once, whoever asks; `representation` is locked. Ended already: nothing happens."""
    if representation.is_ended:
        return
    Representation.objects.filter(id=representation.id).update(ends_at=TransactionNow(), end_reason=reason)
    Invitation.objects.filter(representation=representation, activated_at=None, withdrawn_at=None).update(
        withdrawn_at=Now()
    )
    note(representation, looker, event="relative.ended", action="D")
    tell_of_change(representation, key=f"access:{representation.id}:{reason}")


def record_discharge(*, member: Membership, looker: Looker, patient: Patient, on: date | None) -> list[str]:
    """The last day of the stay: contact persons end with it, as far as the organisation's rule says so.

    Returns what else follows from it, in sentences.
    """
    require(member, Act.GRANT)
    _record(patient, looker, event="patient.discharged", action="U")
    follows = tell_written_down(WrittenDown(member, patient, on))
    contacts = Representation.objects.filter(patient=patient, ground=Ground.CONTACT)
    _end_stay(patient, on, contacts)
    return follows


def record_told_discharge(*, patient: Patient, on: date, is_corrected: bool) -> None:
    """The same as the hospital's own system tells it, whose line in the log says so. In a job scope.

    A stay that is over longer than the one that is known says nothing new, unless what was told of it is
    corrected; who was invited after its last day reads along with another stay.
    """
    known = patient.discharged_on
    if known == on or (known is not None and on < known and not is_corrected):
        return
    contacts = Representation.objects.filter(patient=patient, ground=Ground.CONTACT)
    _end_stay(patient, on, contacts.filter(starts_at__lt=_after(on)))


def _end_stay(patient: Patient, on: date | None, contacts: QuerySet[Representation]) -> None:
    """`contacts` end with it, as far as the organisation's rule says so."""
    patient.discharged_on = on
    patient.save(update_fields=["discharged_on"])
    goes_on = rule_of_organisation().after_discharge == RelativeRule.AfterDischarge.KEEPS
    ends_at = None if goes_on else _after(on)
    for each in contacts.select_for_update().filter(Q(ends_at=None) | Q(ends_at__gt=Now())):
        if each.end_reason == Reason.DISCHARGE:
            each.ends_at, each.end_reason = None, ""
        if ends_at and (each.ends_at is None or each.ends_at > ends_at):
            each.ends_at, each.end_reason = max(ends_at, each.starts_at), Reason.DISCHARGE
        each.save(update_fields=["ends_at", "end_reason"])
        tell_of_change(each, key=f"access:{each.id}:discharge:{on}")


def record_death(*, patient: Patient, on: date) -> None:
    """Nobody acts for who has died; what relatives may still read is the organisation's rule."""
    patient.deceased_on = on
    patient.save(update_fields=["deceased_on"])
    rows = Representation.objects.select_for_update().filter(patient=patient)
    for each in rows.filter(Q(ends_at=None) | Q(ends_at__gt=Now())):
        end_relative(looker=Looker(label="", role="platform"), representation=each, reason=Reason.DEATH)


def rule_of_organisation() -> RelativeRule:
    """The rule of the organisation of the scope; not saved while it is the default."""
    return RelativeRule.objects.first() or RelativeRule()


def tell_of_change(representation: Representation, *, key: str) -> None:
    """Tell the relative, and the patient who has an account, that something about access has changed."""
    patient = representation.patient
    relative, email = representation.person_id, representation.email
    post().tell_of_access(person_id=relative, email=email, patient=patient, key=f"{key}:r")
    if patient.person_id is not None and patient.deceased_on is None:
        post().tell_of_access(person_id=patient.person_id, email="", patient=patient, key=f"{key}:p")


def note(representation: Representation, looker: Looker, *, event: str, action: str) -> None:
    """Write a line of the access log about a representation."""
    record(
        looker=looker,
        organisation_id=representation.organisation_id,
        event=event,
        action=action,
        object_type="representation",
        object_id=representation.id,
        patient_id=representation.patient_id,
    )


def _record(patient: Patient, looker: Looker, *, event: str, action: str) -> None:
    record(
        looker=looker,
        organisation_id=patient.organisation_id,
        event=event,
        action=action,
        object_type="patient",
        object_id=patient.id,
        patient_id=patient.id,
    )


def _send(representation: Representation) -> str:
    Invitation.objects.filter(representation=representation, activated_at=None, withdrawn_at=None).update(
        withdrawn_at=Now()
    )
    token = codes.new_token()
    invitation = Invitation.objects.create(
        patient=representation.patient,
        representation=representation,
        email=representation.email,
        mobile=representation.mobile,
        token_hash=codes.token_hash(token),
        expires_at=timezone.now() + VALID,
    )
    link = f"{settings.PUBLIC_URL}{reverse('people:invitation', args=[token])}"
    post().invite(invitation, link=link)
    return link


def _require_may_give(member: Membership | None, patient: Patient, ground: str) -> None:
    if member is not None:
        require(member, Act.GRANT)
    elif patient.person_id is None or patient.person_id != current_scope().actor_id:
        raise NotFound(_("This patient does not exist, or is not one you may decide for."))
    elif ground not in OWN_GROUNDS:
        raise Refused(_("Only your care team can add this ground. Call them."))


def _require_possible(patient: Patient, offer: Offer) -> None:
    if patient.deceased_on is not None:
        raise Refused(_("This patient has died. Nobody can be added any more."))
    if offer.ground == Ground.PARENT and ages.parents_until(patient.birth_date) <= timezone.now():
        raise Refused(
            _("This patient is 16 or older and decides alone. The patient can give the parent a mandate.")
        )
    if patient.person_id is not None and patient.email and offer.email.lower() == patient.email.lower():
        raise Refused(_("This is the e-mail address of the patient. Fill in that of the relative."))


def _require_new(patient: Patient, offer: Offer) -> None:
    rows = Representation.objects.filter(patient=patient, email__iexact=offer.email)
    for known in rows.filter(Q(ends_at=None) | Q(ends_at__gt=Now())):
        if known.person_id is not None:
            sentence = _("%(name)s (%(email)s) has access already.")
            raise InvitedAlready(known, sentence % {"name": known.name, "email": known.email})
        sentence = _("%(name)s (%(email)s) has been invited already. You can send the invitation again.")
        raise InvitedAlready(known, sentence % {"name": known.name, "email": known.email})


def _planned_end(patient: Patient, offer: Offer) -> tuple[datetime | None, str]:
    ends_at = _after(offer.ends_on)
    if ends_at and ends_at <= timezone.now():
        raise Refused(_("The last day lies in the past. Choose a later one, or none."))
    planned = Representation(
        patient=patient, ground=offer.ground, ends_at=ends_at, end_reason=Reason.DATE if ends_at else ""
    )
    _bound(planned)
    return planned.ends_at, planned.end_reason


def _bound(representation: Representation) -> bool:
    """Let parental authority end at 16, whatever was agreed; True when that changed the end."""
    if representation.ground != Ground.PARENT:
        return False
    limit = ages.parents_until(representation.patient.birth_date)
    is_by_age = representation.end_reason == Reason.AGE
    if representation.ends_at is None or representation.ends_at > limit or is_by_age:
        is_changed = representation.ends_at != limit
        representation.ends_at, representation.end_reason = limit, Reason.AGE
        return is_changed
    return False


def keep_to_age(representation: Representation) -> None:
    """Set the end of a parent's access right, after a birth date was corrected or in rows from before."""
    if _bound(representation):
        representation.save(update_fields=["ends_at", "end_reason"])


def _after(last_day: date | None) -> datetime | None:
    return ages.midnight(last_day + timedelta(days=1)) if last_day else None
