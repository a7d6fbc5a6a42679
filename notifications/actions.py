"""Makes notices, in the transaction of what causes them; `delivery` sends them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from notifications import reaching, tasks
from notifications.models import Means, Notice
from notifications.quiet_hours import after_quiet_hours
from people.models import Patient, Person
from rowsecurity.scopes import current_scope
from tenants import envelope


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a notice goes, and in which language."""

    channel: Notice.Channel
    address: str = ""
    language: str = "nl"
    patient_id: UUID | None = None
    person_id: UUID | None = None


def notify(
    *,
    template: Notice.Template,
    to: Recipient,
    key: str,
    invitation_id: UUID | None = None,
    about: UUID | None = None,
    secret: dict[str, str] | None = None,
    can_wait: bool = True,
    expires_in: timedelta | None = None,
) -> None:
    """Plan one notice; the same key again does nothing. Inside an organisation's or a job's scope.

    `secret` is what the text needs and nobody may read in the database: a link, a code. A text message
    that can wait does not ring at night.
    """
    organisation_id = current_scope().organisation_id
    assert organisation_id is not None, "a notice belongs to one organisation"
    notice = Notice(
        id=uuid4(),
        organisation_id=organisation_id,
        key=key,
        template=template,
        channel=to.channel,
        address=to.address,
        language=to.language,
        patient_id=to.patient_id,
        person_id=to.person_id,
        invitation_id=invitation_id,
        about=about,
        not_before=_earliest(to.channel, can_wait),
        expires_at=Now() + expires_in if expires_in else None,
    )
    if secret:
        notice.secret = envelope.seal(organisation_id, place(notice.id), json.dumps(secret))
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
    transaction.on_commit(tasks.poke)


def to_person(person_id: UUID, *, patient_id: UUID | None = None) -> Recipient:
    """Somebody with an account, to be told as they wish; about which patient, if about any."""
    return Recipient(Notice.Channel.PERSON, patient_id=patient_id, person_id=person_id)


def notify_by(
    *, means: str, person: Person, patient: Patient, template: Notice.Template, key: str, about: UUID
) -> None:
    """Plan one notice by one way, where that way leads to this person; after their quiet hours."""
    reach = reaching.reach_of(person.id, patient=patient)
    if means not in reach.means:
        return
    notice = Notice(
        organisation_id=patient.organisation_id,
        key=f"{key}:{means}",
        template=template,
        channel=means,
        patient=patient,
        person=person,
        about=about,
        address={Means.EMAIL: reach.email, Means.SMS: reach.mobile}.get(Means(means), ""),
        language=person.language,
        not_before=reaching.earliest(reaching.clock(), means, reaching.wish_of(person.id).quiet),
    )
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
    transaction.on_commit(tasks.poke)


def tell_of_new_message(*, patient: Patient) -> None:
    """Tell a patient that something is there, as they wish; at most one notice an hour."""
    if patient.person_id:
        to = to_person(patient.person_id, patient_id=patient.id)
    elif patient.email:
        to = Recipient(Notice.Channel.EMAIL, patient.email, patient.language, patient.id)
    else:
        return
    hour = timezone.now().strftime("%Y%m%d%H")
    notify(template=Notice.Template.NEW_MESSAGE, to=to, key=f"message:{patient.id}:{hour}")


def place(notice_id: UUID) -> str:
    """Where the secret of a notice stands, for its envelope."""
    return f"notice|{notice_id}"


def _earliest(channel: Notice.Channel, can_wait: bool) -> datetime | Now:
    now = timezone.now()
    if channel == Notice.Channel.SMS and can_wait:
        allowed = after_quiet_hours(now, ZoneInfo(settings.TIME_ZONE))
        return allowed if allowed > now else Now()
    return Now()  # the database's clock, which also decides what is due
