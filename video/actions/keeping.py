"""A guest puts a visit into an account, once and within some days after it. In a job scope.

What goes along is when and where it was; whose visit it was, and what was said, stays where it is.
"""

from __future__ import annotations

from uuid import UUID, uuid5

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker
from notifications.actions import Recipient, notify
from notifications.models import Notice
from people import codes
from people.actions.invitations import CODES_OF_AN_ORGANISATION, MOST_CODES
from people.actions.more_ways import CODES_TO_AN_ADDRESS
from rowsecurity.errors import Refused
from video.actions.guests import set_code, use_code
from video.actions.records import log
from video.models import Guest, KeptVisit, Seat


def may_keep(guest: Guest) -> bool:
    """Whether there is a visit to put into an account, and it is not in one yet."""
    return _was_there(guest) and guest.kept_at is None


def refuse_unkeepable(guest: Guest) -> None:
    """Refuse with the sentence that says why, what `may_keep` answers no to."""
    if not guest.visit.ended_at:
        raise Refused(_("You can put this video visit into an account when it is over."))
    if not _was_there(guest):
        raise Refused(_("You were not in this video visit, so there is nothing to keep."))
    if guest.kept_at:
        raise Refused(_("This video visit is in an account already."))


def keep(*, guest: Guest, person_id: UUID, source: str) -> KeptVisit:
    """Put it into the account of somebody who proved the link and both factors; `guest` is locked."""
    refuse_unkeepable(guest)
    visit = guest.visit
    assert visit.started_at and visit.ended_at, "it was over"
    kept = KeptVisit.objects.create(
        guest=guest,
        person_id=person_id,
        relation=guest.relation,
        department_name=visit.department.name,
        started_at=visit.started_at,
        ended_at=visit.ended_at,
    )
    guest.kept_at = timezone.now()
    guest.save(update_fields=["kept_at"])
    looker = Looker(label=guest.label[:120], role="guest", source=source)
    log(looker=looker, visit=visit, event="video.guest_kept")
    return kept


def remove(*, kept: KeptVisit) -> None:
    """Take it out of the account again, for good."""
    KeptVisit.objects.filter(id=kept.id).delete()


def send_code_to_email(*, guest: Guest, email: str) -> bool:
    """Send a code to the address of an account to be; `guest` is locked. False when there were too many."""
    if guest.codes_sent >= 2 * MOST_CODES or not CODES_TO_AN_ADDRESS.count(email.lower()):
        return False
    if not CODES_OF_AN_ORGANISATION.count(guest.organisation_id):
        return False
    code = set_code(guest, owner=_owner(guest, email))
    notify(
        template=Notice.Template.INVITATION_EMAIL_CODE,
        to=Recipient(Notice.Channel.EMAIL, email, guest.language),
        key=f"video-mail:{guest.id}:{guest.codes_sent}",
        secret={"code": code},
        can_wait=False,
        expires_in=codes.VALID,
    )
    return True


def prove_email(*, guest: Guest, email: str, code: str) -> bool:
    """Use up that code; `guest` is locked."""
    return use_code(guest, owner=_owner(guest, email), code=code)


def _owner(guest: Guest, email: str) -> UUID:
    return uuid5(guest.id, email.lower())


def _was_there(guest: Guest) -> bool:
    visit = guest.visit
    if not (visit.started_at and visit.ended_at):
        return False
    return Seat.objects.filter(guest=guest, admitted_at__isnull=False, removed_at=None).exists()
