"""Guests: a link of their own by text message, and a code in the browser that opens it. It opens one visit.

The link alone opens nothing, and from the first right code on it is of use in that browser only.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Looker
from notifications.actions import Recipient, notify
from notifications.models import Notice
from people import codes
from people.actions.invitations import CODES_OF_AN_ORGANISATION, CODES_TO_A_NUMBER, MOST_CODES
from rowsecurity.errors import Refused
from tenants.models import Membership
from tenants.roles import Act, require
from video import rooms, rules
from video.actions.records import log, tell
from video.models import Guest, Seat, VideoVisit


@dataclass(frozen=True, slots=True)
class Offer:
    """Who is invited."""

    name: str
    relation: str
    mobile: str
    language: str = "nl"


def invite(*, member: Membership, looker: Looker, visit: VideoVisit, offer: Offer) -> Guest:
    """Send somebody a link of their own. `visit` is locked."""
    require(member, Act.WRITE_CONVERSATIONS)
    if visit.is_over:
        raise Refused(_("This video visit is over."))
    if Guest.objects.filter(visit=visit, withdrawn_at=None).count() >= rules.MOST_GUESTS:
        raise Refused(_("Four guests were invited already. Take a link back first."))
    token = codes.new_token()
    guest = Guest.objects.create(
        visit=visit,
        name=offer.name,
        relation=offer.relation,
        mobile=offer.mobile,
        language=offer.language,
        invited_by=member,
        token_hash=codes.token_hash(token),
    )
    link = settings.PUBLIC_URL + reverse("video:guest", args=[token])
    notify(
        template=Notice.Template.VIDEO_GUEST,
        to=Recipient(Notice.Channel.SMS, guest.mobile, guest.language),
        key=f"video-guest:{guest.id}",
        secret={"link": link},
        can_wait=False,
    )
    log(looker=looker, visit=visit, event="video.guest_invited")
    tell(visit)
    return guest


def withdraw(*, member: Membership, looker: Looker, visit: VideoVisit, guest: Guest) -> None:
    """The link leads nowhere any more; whoever came in by it is out."""
    require(member, Act.WRITE_CONVERSATIONS)
    guest.withdrawn_at = timezone.now()
    guest.save(update_fields=["withdrawn_at"])
    seat = Seat.objects.filter(guest=guest, removed_at=None).first()
    if seat:
        seat.removed_at = guest.withdrawn_at
        seat.save(update_fields=["removed_at"])
        rooms.put_out(room=visit.id, seat=seat.id)
    log(looker=looker, visit=visit, event="video.guest_withdrawn")
    tell(visit)


def send_code(*, guest: Guest) -> bool:
    """Send a code by text message; `guest` is locked. False when there were too many."""
    if guest.codes_sent >= MOST_CODES or not CODES_TO_A_NUMBER.count(guest.mobile):
        return False
    if not CODES_OF_AN_ORGANISATION.count(guest.organisation_id):
        return False
    code = set_code(guest, owner=guest.id)
    notify(
        template=Notice.Template.INVITATION_CODE,
        to=Recipient(Notice.Channel.SMS, guest.mobile, guest.language),
        key=f"video-code:{guest.id}:{guest.codes_sent}",
        secret={"code": code},
        can_wait=False,
        expires_in=codes.VALID,
    )
    return True


def set_code(guest: Guest, *, owner: UUID) -> str:
    """Make a code, in place of one before it, bound to what it proves; `guest` is locked."""
    code = codes.new_code()
    guest.code_hash = codes.code_hash(owner, code)
    guest.code_expires_at = timezone.now() + codes.VALID
    guest.code_failures, guest.codes_sent = 0, guest.codes_sent + 1
    guest.save(update_fields=["code_hash", "code_expires_at", "code_failures", "codes_sent"])
    return code


def use_code(guest: Guest, *, owner: UUID, code: str) -> bool:
    """Whether it is right, which uses it up; `guest` is locked. Five wrong ones end the code."""
    if guest.code_expires_at is None or guest.code_expires_at <= timezone.now():
        return False
    is_right = codes.is_same(guest.code_hash, codes.code_hash(owner, code))
    if not is_right:
        guest.code_failures += 1
    if is_right or guest.code_failures >= Guest.MOST_FAILURES:
        guest.code_hash = guest.code_expires_at = None
    guest.save(update_fields=["code_hash", "code_expires_at", "code_failures"])
    return is_right


def prove_code(*, guest: Guest, code: str, browser: str, source: str) -> bool:
    """Use up the code and bind the link to this browser; `guest` is locked."""
    is_right = use_code(guest, owner=guest.id, code=code)
    if is_right:
        guest.browser_hash = codes.token_hash(browser)
        guest.save(update_fields=["browser_hash"])
        looker = Looker(label=guest.label[:120], role="guest", source=source)
        log(looker=looker, visit=guest.visit, event="video.guest_proven")
    return is_right


def is_proven(guest: Guest, browser: str) -> bool:
    """Whether this is the browser that gave the code."""
    return bool(browser) and codes.is_same(guest.browser_hash, codes.token_hash(browser))


def is_used(guest: Guest, browser: str) -> bool:
    """Whether the link was used in another browser; it is of use once."""
    return guest.browser_hash is not None and not is_proven(guest, browser)
