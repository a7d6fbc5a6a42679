"""Sends what is due: claims notices over all organisations through one door, then works in one at a time.

A claim is a lease: a worker that dies loses it, and another one sends with the same reference.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now

from notifications import gateway, push, push_delivery, reaching
from notifications.actions import place
from notifications.models import Notice, PushSubscription
from notifications.texts import Letter, compose
from people.actions import invitations
from rowsecurity.scopes import job_scope
from tenants import envelope
from tenants.models import Organisation

logger = logging.getLogger("notifications")
NO_USE = "no longer of use"
BATCH = 5
MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Claim:
    """A notice that is ours until its lease ends."""

    notice_id: UUID
    organisation_id: UUID
    attempts: int


def deliver_due() -> int:
    """Send everything that is due and return how much was tried. Outside any scope.

    Raises the first thing a notice broke on, after all others.
    """
    tried, broken = 0, []
    while claims := claim():
        broken += [error for ours in claims if (error := _deliver_or_fail(ours))]
        tried += len(claims)
    if broken:
        raise broken[0]
    return tried


def claim(number: int = BATCH) -> list[Claim]:
    """Lease due notices, codes before all else; two workers never get the same one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT id, organisation_id, attempts FROM claim_due_notices(%s)", [number])
        return [Claim(*row) for row in cursor.fetchall()]


def _deliver_or_fail(ours: Claim) -> Exception | None:
    try:
        deliver(ours)
    except Exception as error:
        logger.error("notice %s broke on %s", ours.notice_id, type(error).__name__)
        _fail(ours, type(error).__name__)
        return error
    return None


def deliver(ours: Claim) -> None:
    """Send one notice. The gateway is called between two transactions, so it holds no lock."""
    with job_scope(ours.organisation_id):
        notice = Notice.objects.select_related("organisation", "patient").get(id=ours.notice_id)
        if notice.channel == Notice.Channel.PERSON:
            return _reach_person(notice)
        letter = _letter(notice)
        browsers = _browsers(notice)
    if letter is None:
        return _close(ours, state=Notice.State.FAILED, last_error=NO_USE)
    try:
        _send(notice, letter, browsers)
    except push.Gone as failure:
        _close(ours, state=Notice.State.FAILED, last_error=str(failure))
    except gateway.NotDelivered as failure:
        logger.warning("notice %s not delivered: %s", notice.id, failure)
        _fail(ours, str(failure))
    else:
        _close(ours, state=Notice.State.SENT, sent_at=Now())


def _reach_person(notice: Notice) -> None:
    """Make the notices that reach them and be done with this one, in one transaction."""
    reason = reaching.spread(notice)
    state = Notice.State.FAILED if reason else Notice.State.SENT
    mine = Notice.objects.filter(id=notice.id)
    mine.update(state=state, last_error=reason, lease_until=None, sent_at=None if reason else Now())


def _browsers(notice: Notice) -> list[PushSubscription]:
    if notice.channel != Notice.Channel.PUSH or notice.person_id is None:
        return []
    return list(PushSubscription.objects.filter(person_id=notice.person_id))


def _letter(notice: Notice) -> Letter | None:
    """The text, or None when what it is about has ended."""
    secret = _secret(notice)
    is_late = Notice.objects.filter(id=notice.id, expires_at__lt=Now()).exists()
    if is_late or (notice.invitation_id and not invitations.is_waiting(notice.invitation_id)):
        return None
    if not reaching.is_of_use(notice):
        return None
    organisation: Organisation = notice.organisation
    return compose(notice, organisation=organisation.name, secret=secret)


def _secret(notice: Notice) -> dict[str, str]:
    if notice.secret is None:
        return {}
    opened = envelope.open_sealed(notice.organisation_id, place(notice.id), notice.secret)
    secret: dict[str, str] = json.loads(opened)
    return secret


def _send(notice: Notice, letter: Letter, browsers: list[PushSubscription]) -> None:
    reference = str(notice.id)
    if notice.channel == Notice.Channel.PUSH:
        push_delivery.send(notice, letter, browsers)
    elif notice.channel == Notice.Channel.EMAIL:
        gateway.send_email(notice.address, letter.subject, letter.body, reference=reference)
    else:
        gateway.send_text(notice.address, letter.body, reference=reference)


def _close(ours: Claim, **changes: object) -> None:
    with job_scope(ours.organisation_id):
        Notice.objects.filter(id=ours.notice_id).update(secret=None, lease_until=None, **changes)
        notice = Notice.objects.get(id=ours.notice_id)
        if notice.state == Notice.State.FAILED and notice.channel == Notice.Channel.PUSH:
            _take_another_way(notice)
        if notice.state == Notice.State.SENT and notice.template == Notice.Template.INVITATION:
            assert notice.invitation_id is not None
            invitations.mark_sent(notice.invitation_id)


def _take_another_way(notice: Notice) -> None:
    """No browser took it: an e-mail does, unless the reader knows by now."""
    if notice.last_error != NO_USE and notice.template != Notice.Template.WORK:
        reaching.send_by_email_instead(notice)


def _fail(ours: Claim, reason: str) -> None:
    if ours.attempts >= MOST_ATTEMPTS:
        return _close(ours, state=Notice.State.FAILED, last_error=reason)
    pause = min(FIRST_PAUSE * 2 ** (ours.attempts - 1), LONGEST_PAUSE)
    with job_scope(ours.organisation_id):
        Notice.objects.filter(id=ours.notice_id).update(
            state=Notice.State.DUE, lease_until=None, not_before=Now() + pause, last_error=reason
        )
