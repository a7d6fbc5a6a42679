"""What a person decides about their own notices. In their own scope at the gate."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import time, timedelta
from functools import partial
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from notifications import push
from notifications.gateway import NotDelivered
from notifications.models import Means, Notice, NoticeWish, PushSubscription
from notifications.waiting import wait_anew
from people.attempts import Limit
from people.models import Person
from rowsecurity.errors import Invalid, Refused

MOST_BROWSERS = 10
TESTS = Limit("push-test", 5, timedelta(minutes=10))


@dataclass(frozen=True, slots=True)
class Wish:
    """The whole page of wishes, as it was ticked."""

    new_message: list[str]
    visit: list[str]
    must_read: list[str]
    work: bool
    quiet_from: time | None
    quiet_until: time | None


@dataclass(frozen=True, slots=True)
class Browser:
    """What a browser says about its push service."""

    endpoint: str
    p256dh: str
    auth: str
    label: str


def save_wish(*, person_id: UUID, wish: Wish) -> None:
    """Keep how somebody wants to be told. Raises `Invalid` when nothing would arrive any more."""
    for means in (wish.new_message, wish.visit, wish.must_read):
        if not means:
            raise Invalid(_("Choose at least one way for each kind of notice, so that we can reach you."))
    values = {name: getattr(wish, name) for name in Wish.__slots__}
    NoticeWish.objects.update_or_create(person_id=person_id, defaults=values)
    transaction.on_commit(partial(wait_anew, person_id), robust=True)


def add_browser(*, person_id: UUID, browser: Browser) -> PushSubscription:
    """Send notifications to this browser too; the first one adds them to every kind of notice.

    A browser serves one person: who turns it on here takes it over from whoever used it before.
    """
    push.check_subscription(endpoint=browser.endpoint, p256dh=browser.p256dh, auth=browser.auth)
    digest = hashlib.sha256(browser.endpoint.encode()).digest()
    known = PushSubscription.objects.filter(person_id=person_id, endpoint_hash=digest).first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT forget_browser(%s)", [digest])
    mine = PushSubscription.objects.filter(person_id=person_id)
    for oldest in mine.order_by("-created_at")[MOST_BROWSERS - 1 :]:
        oldest.delete()
    if known is None:
        _wish_for_push(person_id)
    # Told again it keeps its id, so that turning it off on a page that is open still finds it.
    return PushSubscription.objects.create(
        id=known.id if known else uuid4(),
        person_id=person_id,
        endpoint=browser.endpoint,
        endpoint_hash=digest,
        p256dh=browser.p256dh,
        auth=browser.auth,
        label=browser.label[:120],
    )


def remove_browser(*, person_id: UUID, browser_id: UUID) -> None:
    """Send nothing to one of one's own browsers any more."""
    PushSubscription.objects.filter(person_id=person_id, id=browser_id).delete()


def send_test(*, person: Person) -> None:
    """Send a notification to all browsers of this person, now. Raises `Refused` when none takes it."""
    if not TESTS.count(person.id):
        raise Refused(_("You have tried this a few times. Wait ten minutes and try again."))
    with translation.override(person.language):
        title = _("This is how a notification looks")
    payload = push.Payload(title, "BeterDichtbij", "/mijn/", "test", person.language)
    if not [each for each in _own(person.id) if _took(each, payload)]:
        raise Refused(
            _("The notification could not be sent. Turn notifications off and on again on this device.")
        )


def _own(person_id: UUID) -> list[PushSubscription]:
    return list(PushSubscription.objects.filter(person_id=person_id))


def _took(browser: PushSubscription, payload: push.Payload) -> bool:
    try:
        push.send(browser, payload, reference=str(uuid4()))
    except push.Gone:
        browser.delete()
        return False
    except NotDelivered:
        return False
    return True


def _wish_for_push(person_id: UUID) -> None:
    """The first browser turns notifications on for every kind; later ones leave the wishes as they are."""
    if PushSubscription.objects.filter(person_id=person_id).exists():
        return
    wish = NoticeWish.objects.filter(person_id=person_id).first() or NoticeWish(person_id=person_id)
    for name in (Notice.Template.NEW_MESSAGE, Notice.Template.VISIT, Notice.Template.MUST_READ):
        chosen = getattr(wish, name.value)
        setattr(wish, name.value, [each for each in Means if each in {*chosen, Means.PUSH}])
    wish.save()
