"""Makes of a notice to a person one for each way to reach them, when it is due and not before.

Only then it is known what they wish and which of their browsers still listen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from notifications.choosing import Reach, choose
from notifications.models import Means, Notice, NoticeWish, PushSubscription
from notifications.quiet_hours import QuietHours, after_quiet_hours
from people.models import Credential, Patient, Person

RINGS = {Means.PUSH, Means.SMS}
_known_elsewhere: list[Callable[[UUID], str]] = []
_still_of_use: dict[str, list[Callable[[Notice], bool]]] = {}


def only_while(template: str, is_of_use: Callable[[Notice], bool]) -> None:
    """Let the app that makes a kind of notice say, when one is due, whether it still tells something new."""
    _still_of_use.setdefault(template, []).append(is_of_use)


def known_elsewhere(address_of: Callable[[UUID], str]) -> None:
    """Let an app that lets people in by itself say at which e-mail address they are told."""
    _known_elsewhere.append(address_of)


def is_of_use(notice: Notice) -> bool:
    """Whether this notice still tells its reader something. In the job scope of its organisation."""
    asked = _still_of_use.get(notice.template, ())
    return notice.about is None or all(ask(notice) for ask in asked)


def spread(notice: Notice) -> str:
    """Plan the notices that reach the person of this one; returns why not, or an empty text."""
    assert notice.person_id is not None, "a notice to a person names them"
    if not is_of_use(notice):
        return "no longer of use"
    wish, reach = wish_of(notice.person_id), _reach_of_reader(notice, notice.person_id)
    ways = choose(template=notice.template, wish=wish, reach=reach)
    if not ways:
        return "no way to reach this person"
    language = Person.objects.values_list("language", flat=True).get(id=notice.person_id)
    planned = [_towards(notice, notice.key, means, reach, wish.quiet, language) for means in ways]
    Notice.objects.bulk_create(planned, ignore_conflicts=True)
    return ""


def send_by_email_instead(notice: Notice) -> None:
    """Plan the e-mail that takes the place of a notice which no browser took."""
    assert notice.person_id is not None, "only a notice to a person goes to a browser"
    reach = _reach_of_reader(notice, notice.person_id)
    if reach.email:
        stem = notice.key.removesuffix(f":{Means.PUSH.value}")
        planned = _towards(notice, stem, Means.EMAIL, reach, None, notice.language)
        Notice.objects.bulk_create([planned], ignore_conflicts=True)


def wish_of(person_id: UUID) -> NoticeWish:
    """What a person wishes, or what everybody gets who said nothing."""
    return NoticeWish.objects.filter(person_id=person_id).first() or NoticeWish(person_id=person_id)


def reach_of(person_id: UUID, *, patient: Patient | None = None) -> Reach:
    """Where a person can be reached: by their account, else as the organisation knows this patient."""
    own = Credential.objects.filter(person_id=person_id).values_list("email", "mobile").first() or ("", "")
    known = (patient.email, patient.mobile) if patient and patient.person_id == person_id else None
    email, mobile = (mine or theirs for mine, theirs in zip(own, known or ("", ""), strict=True))
    has_push = PushSubscription.objects.filter(person_id=person_id).exists()
    return Reach(email, mobile, has_push and bool(settings.VAPID_PRIVATE_KEY))


def _reach_of_reader(notice: Notice, person_id: UUID) -> Reach:
    """In the job scope of the organisation, where others may know an address too."""
    reach = reach_of(person_id, patient=notice.patient)
    if reach.email:
        return reach
    found = (address_of(person_id) for address_of in _known_elsewhere)
    return replace(reach, email=next(filter(None, found), ""))


def earliest(now: datetime, means: str, quiet: QuietHours | None) -> datetime | Now:
    """When this way may be taken: what rings waits until the quiet hours are over."""
    if means not in RINGS:
        return Now()
    allowed = after_quiet_hours(now, ZoneInfo(settings.TIME_ZONE), quiet)
    return allowed if allowed > now else Now()  # the database's clock, which also decides what is due


def clock() -> datetime:
    """The moment on the clock of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]


def _towards(
    notice: Notice, stem: str, means: Means, reach: Reach, quiet: QuietHours | None, language: str
) -> Notice:
    address = {Means.EMAIL: reach.email, Means.SMS: reach.mobile, Means.PUSH: ""}[means]
    return Notice(
        id=uuid4(),
        organisation_id=notice.organisation_id,
        key=f"{stem}:{means.value}",
        template=notice.template,
        channel=means.value,
        patient_id=notice.patient_id,
        person_id=notice.person_id,
        about=notice.about,
        address=address,
        language=language,
        not_before=earliest(clock(), means, quiet),
        expires_at=notice.expires_at,
    )
